"""Challenges: their rules, their way, and the experts who argue them."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('challenge_rules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_challenge_rules_created_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_rules')),
    sa.UniqueConstraint('number', name=op.f('uq_challenge_rules_number')),
    sqlite_autoincrement=True
    )
    op.create_table('challenges',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('rules_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=255), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=True),
    sa.Column('term_months', sa.Integer(), nullable=True),
    sa.Column('fund', matchmaking.core.db.Money(precision=16, scale=2), nullable=True),
    sa.Column('is_cash', sa.Boolean(), nullable=False),
    sa.Column('rights_rule', sa.Text(), nullable=False),
    sa.Column('conditions', sa.Text(), nullable=False),
    sa.Column('cannot_solve', sa.Boolean(), nullable=False),
    sa.Column('stays_out', sa.Boolean(), nullable=False),
    sa.Column('has_good_credit', sa.Boolean(), nullable=False),
    sa.Column('ticks', sa.JSON(), nullable=False),
    sa.Column('check_note', sa.Text(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=255), nullable=True),
    sa.Column('result', sa.Float(), nullable=True),
    sa.Column('conclusion', sa.Text(), nullable=False),
    sa.Column('announced_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_challenges_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['rules_id'], ['challenge_rules.id'], name=op.f('fk_challenges_rules_id_challenge_rules')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenges')),
    sa.UniqueConstraint('demand_id', name=op.f('uq_challenges_demand_id')),
    sa.UniqueConstraint('number', name=op.f('uq_challenges_number')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_challenges_state'), 'challenges', ['state'])
    op.create_table('challenge_experts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('declared_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.Column('scored_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decline_reason', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_experts_challenge_id_challenges'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['invited_by_id'], ['users.id'], name=op.f('fk_challenge_experts_invited_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_challenge_experts_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_experts')),
    sa.UniqueConstraint('challenge_id', 'round', 'user_id', name=op.f('uq_challenge_experts_challenge_id_round_user_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_challenge_experts_user_id'), 'challenge_experts', ['user_id'])


def downgrade() -> None:
    """Take the change back."""
    op.drop_index(op.f('ix_challenge_experts_user_id'), table_name='challenge_experts')
    op.drop_table('challenge_experts')
    op.drop_index(op.f('ix_challenges_state'), table_name='challenges')
    op.drop_table('challenges')
    op.drop_table('challenge_rules')
