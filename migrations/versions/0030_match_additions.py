"""match_additions."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0030'
down_revision = '0029'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('match_additions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('match_id', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=255), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['match_id'], ['matches.id'], name=op.f('fk_match_additions_match_id_matches'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_match_additions_user_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_additions')),
    sa.UniqueConstraint('match_id', 'origin', name=op.f('uq_match_additions_match_id_origin')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('match_additions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_additions_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.add_column(sa.Column('added_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_matches_added_at'), ['added_at'], unique=False)


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_matches_added_at'))
        batch_op.drop_column('added_at')

    with op.batch_alter_table('match_additions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_match_additions_user_id'))

    op.drop_table('match_additions')
