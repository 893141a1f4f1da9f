"""Judgments of matches."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('judgments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('achievement_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('side', sa.String(length=255), nullable=False),
    sa.Column('judge_key', sa.String(length=255), nullable=False),
    sa.Column('verdict', sa.String(length=255), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('reason_code', sa.String(length=255), nullable=True),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('shown_list', sa.String(length=255), nullable=False),
    sa.Column('shown', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('score', sa.Float(), nullable=True),
    sa.Column('band', sa.String(length=255), nullable=True),
    sa.Column('model_version', sa.String(length=255), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_judgments_achievement_id_achievements'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_judgments_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_judgments_organisation_id_organisations'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['replaces_id'], ['judgments.id'], name=op.f('fk_judgments_replaces_id_judgments'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_judgments_user_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judgments'))
    )
    with op.batch_alter_table('judgments', schema=None) as batch_op:
        batch_op.create_index('ix_judgments_achievement', ['achievement_id', 'demand_id'], unique=False)
        batch_op.create_index('ix_judgments_current', ['demand_id', 'achievement_id', 'judge_key'], unique=True, sqlite_where=sa.text("state = 'current'"), postgresql_where=sa.text("state = 'current'"))
        batch_op.create_index('ix_judgments_judge', ['judge_key', 'state'], unique=False)


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('judgments', schema=None) as batch_op:
        batch_op.drop_index('ix_judgments_judge')
        batch_op.drop_index('ix_judgments_current', sqlite_where=sa.text("state = 'current'"), postgresql_where=sa.text("state = 'current'"))
        batch_op.drop_index('ix_judgments_achievement')

    op.drop_table('judgments')
