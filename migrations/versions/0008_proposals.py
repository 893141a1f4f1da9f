"""Proposals, their promises for each criterion, and every version that was submitted."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('proposals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=255), nullable=True),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('open_key', sa.String(length=255), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('idea', sa.Text(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('validation', sa.Text(), nullable=False),
    sa.Column('plan', sa.Text(), nullable=False),
    sa.Column('team', sa.Text(), nullable=False),
    sa.Column('price_low', matchmaking.core.db.Money(precision=16, scale=2), nullable=True),
    sa.Column('price_high', matchmaking.core.db.Money(precision=16, scale=2), nullable=True),
    sa.Column('duration_months', sa.Integer(), nullable=True),
    sa.Column('readiness_level', sa.Integer(), nullable=True),
    sa.Column('references', sa.JSON(), nullable=False),
    sa.Column('no_confidential', sa.Boolean(), nullable=False),
    sa.Column('submitted_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revised_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('withdrawal_reason', sa.Text(), nullable=True),
    sa.Column('delivered_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_proposals_created_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_proposals_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_proposals_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposals')),
    sa.UniqueConstraint('form_key', name=op.f('uq_proposals_form_key')),
    sa.UniqueConstraint('number', name=op.f('uq_proposals_number')),
    sa.UniqueConstraint('open_key', name=op.f('uq_proposals_open_key')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_proposals_demand_state', 'proposals', ['demand_id', 'state'])
    op.create_index('ix_proposals_organisation_id', 'proposals', ['organisation_id'])
    op.create_table('promises',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('importance', sa.String(length=255), nullable=False),
    sa.Column('wanted', sa.Text(), nullable=False),
    sa.Column('target', sa.JSON(), nullable=False),
    sa.Column('answer', sa.String(length=255), nullable=True),
    sa.Column('operator', sa.String(length=255), nullable=False),
    sa.Column('value_low', sa.Float(), nullable=True),
    sa.Column('value_high', sa.Float(), nullable=True),
    sa.Column('text', sa.String(length=255), nullable=True),
    sa.Column('unit', sa.String(length=255), nullable=True),
    sa.Column('condition', sa.String(length=255), nullable=True),
    sa.Column('note', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['criterion_id'], ['criteria.id'], name=op.f('fk_promises_criterion_id_criteria'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposals.id'], name=op.f('fk_promises_proposal_id_proposals'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promises')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_promises_proposal_id', 'promises', ['proposal_id'])
    op.create_table('proposal_achievements',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('achievement_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_proposal_achievements_achievement_id_achievements'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposals.id'], name=op.f('fk_proposal_achievements_proposal_id_proposals'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('proposal_id', 'achievement_id', name=op.f('pk_proposal_achievements'))
    )
    op.create_index('ix_proposal_achievements_achievement_id', 'proposal_achievements', ['achievement_id'])
    op.create_table('proposal_revisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_proposal_revisions_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposals.id'], name=op.f('fk_proposal_revisions_proposal_id_proposals'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_revisions')),
    sa.UniqueConstraint('proposal_id', 'number', name=op.f('uq_proposal_revisions_proposal_id_number')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('proposal_revisions')
    op.drop_table('proposal_achievements')
    op.drop_table('promises')
    op.drop_table('proposals')
