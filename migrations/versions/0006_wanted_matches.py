"""Matches that somebody has chosen; clocks for one person."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    """Apply the change."""
    # Not in a batch: copying the table of matches would take their findings with it.
    op.add_column('matches', sa.Column('origin', sa.String(length=255), server_default='search', nullable=False))
    op.add_column('matches', sa.Column('wanted_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True))
    op.add_column('matches', sa.Column('wanted_by_id', sa.Integer(), nullable=True))
    op.create_index(op.f('ix_matches_wanted_at'), 'matches', ['wanted_at'])
    with op.batch_alter_table('clocks') as batch:
        batch.add_column(sa.Column('user_id', sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f('fk_clocks_user_id_users'), 'users', ['user_id'], ['id'], ondelete='CASCADE')
        batch.create_index(op.f('ix_clocks_user_id'), ['user_id'])


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('clocks') as batch:
        batch.drop_index(op.f('ix_clocks_user_id'))
        batch.drop_constraint(op.f('fk_clocks_user_id_users'), type_='foreignkey')
        batch.drop_column('user_id')
    op.drop_index(op.f('ix_matches_wanted_at'), table_name='matches')
    op.drop_column('matches', 'wanted_by_id')
    op.drop_column('matches', 'wanted_at')
    op.drop_column('matches', 'origin')
