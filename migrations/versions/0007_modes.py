"""How a demand is published, and who is invited to answer it."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    """Apply the change."""
    op.add_column('demands', sa.Column('mode', sa.String(length=255), server_default='open', nullable=False))
    op.create_table('invitees',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('invited_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('told_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('seen_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('willing_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('declined_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reason_code', sa.String(length=255), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_invitees_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_invitees_organisation_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['invited_by_id'], ['users.id'], name=op.f('fk_invitees_invited_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitees')),
    sa.UniqueConstraint('demand_id', 'organisation_id', name=op.f('uq_invitees_demand_id_organisation_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_invitees_organisation_id', 'invitees', ['organisation_id'])


    op.create_table('extensions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('before_on', sa.Date(), nullable=True),
    sa.Column('after_on', sa.Date(), nullable=True),
    sa.Column('reason_code', sa.String(length=255), nullable=False),
    sa.Column('reason', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_extensions_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_extensions_created_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extensions')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_extensions_demand_id', 'extensions', ['demand_id'])
    op.create_table('approaches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('achievement_id', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_approaches_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_approaches_achievement_id_achievements'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approaches')),
    sa.UniqueConstraint('demand_id', name=op.f('uq_approaches_demand_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_approaches_achievement_id', 'approaches', ['achievement_id'])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('approaches')
    op.drop_table('extensions')
    op.drop_table('invitees')
    op.drop_column('demands', 'mode')
