"""Who may read which part of a record."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    """Apply the change."""
    for table in ('achievements', 'demands'):
        op.add_column(table, sa.Column('audiences', sa.JSON(), server_default='{}', nullable=False))


def downgrade() -> None:
    """Take the change back."""
    for table in ('achievements', 'demands'):
        op.drop_column(table, 'audiences')
