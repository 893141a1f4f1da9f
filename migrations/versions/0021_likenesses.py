"""likenesses."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0021'
down_revision = '0020'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('likenesses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('found_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('cleared_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('cleared_by_id', sa.Integer(), nullable=True),
    sa.Column('told_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cleared_by_id'], ['users.id'], name=op.f('fk_likenesses_cleared_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_likenesses')),
    sa.UniqueConstraint('kind', 'first_id', 'second_id', name=op.f('uq_likenesses_kind_first_id_second_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_likenesses_second_id'), 'likenesses', ['second_id'])
    op.create_table('looked_through',
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('changed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_looked_through')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('looked_through')
    op.drop_index(op.f('ix_likenesses_second_id'), table_name='likenesses')
    op.drop_table('likenesses')
