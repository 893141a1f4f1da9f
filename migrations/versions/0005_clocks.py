"""Clocks on what waits, and their time limits where an administrator has changed them."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('clock_rules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('remind_days', sa.Integer(), nullable=True),
    sa.Column('county_days', sa.Integer(), nullable=True),
    sa.Column('city_days', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_rules')),
    sa.UniqueConstraint('kind', name=op.f('uq_clock_rules_kind')),
    sqlite_autoincrement=True
    )
    op.create_table('clocks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('running_key', sa.String(length=255), nullable=True),
    sa.Column('level', sa.Integer(), nullable=True),
    sa.Column('first_level', sa.Integer(), nullable=True),
    sa.Column('county_code', sa.String(length=255), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('due_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('remind_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('county_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('city_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('next_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('overdue_told_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('escalated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('was_answered', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_clocks_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clocks')),
    sa.UniqueConstraint('running_key', name=op.f('uq_clocks_running_key')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_clocks_subject', 'clocks', ['subject_type', 'subject_id'])
    op.create_index('ix_clocks_next', 'clocks', ['next_at'])
    op.create_index('ix_clocks_county', 'clocks', ['county_code', 'closed_at'])
    op.create_index('ix_clocks_organisation_id', 'clocks', ['organisation_id'])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('clocks')
    op.drop_table('clock_rules')
