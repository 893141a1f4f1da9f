"""investors."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0032'
down_revision = '0031'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('investor_profiles',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('industry_codes', sa.JSON(), nullable=False),
    sa.Column('stages', sa.JSON(), nullable=False),
    sa.Column('ticket_low', matchmaking.core.db.Money(precision=16, scale=2), nullable=True),
    sa.Column('ticket_high', matchmaking.core.db.Money(precision=16, scale=2), nullable=True),
    sa.Column('county_codes', sa.JSON(), nullable=False),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_investor_profiles_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_investor_profiles')),
    sa.UniqueConstraint('organisation_id', name=op.f('uq_investor_profiles_organisation_id')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('investor_profiles')
