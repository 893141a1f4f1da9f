"""The steps of the form that the writers of a draft have been through."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'


def upgrade() -> None:
    """Apply the change."""
    for table in ("achievements", "demands"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column('written_steps', sa.JSON(), nullable=False, server_default='[]'))


def downgrade() -> None:
    """Take the change back."""
    for table in ("achievements", "demands"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column('written_steps')
