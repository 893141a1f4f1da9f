"""What a judgment is about and when it was told; which demand repeats an earlier one."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0020'
down_revision = '0019'


def upgrade() -> None:
    """Apply the change."""
    op.add_column('judgments', sa.Column('criterion', sa.String(length=255), nullable=True))
    op.add_column('judgments', sa.Column('told_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True))
    # What was said before nobody is told of now.
    op.execute("UPDATE judgments SET told_at = created_at")
    op.create_table('demand_repeats',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('earlier_id', sa.Integer(), nullable=False),
    sa.Column('likeness', sa.Float(), nullable=False),
    sa.Column('found_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_demand_repeats_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['earlier_id'], ['demands.id'], name=op.f('fk_demand_repeats_earlier_id_demands'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demand_repeats')),
    sa.UniqueConstraint('demand_id', 'earlier_id', name=op.f('uq_demand_repeats_demand_id_earlier_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_demand_repeats_earlier_id', 'demand_repeats', ['earlier_id'])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('demand_repeats')
    op.drop_column('judgments', 'told_at')
    op.drop_column('judgments', 'criterion')
