"""Matches and their findings."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('matches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('achievement_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('text_score', sa.Float(), nullable=False),
    sa.Column('band', sa.String(length=255), nullable=False),
    sa.Column('must_missed_count', sa.Integer(), nullable=False),
    sa.Column('parts', sa.JSON(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('model_version', sa.String(length=255), nullable=False),
    sa.Column('computed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('notified_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_matches_achievement_id_achievements'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_matches_demand_id_demands'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matches')),
    sa.UniqueConstraint('demand_id', 'achievement_id', name=op.f('uq_matches_demand_id_achievement_id'))
    )
    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.create_index('ix_matches_achievement_score', ['achievement_id', 'score'], unique=False)
        batch_op.create_index('ix_matches_demand_score', ['demand_id', 'score'], unique=False)

    op.create_table('findings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('match_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('importance', sa.String(length=255), nullable=False),
    sa.Column('verdict', sa.String(length=255), nullable=False),
    sa.Column('wanted', sa.Text(), nullable=False),
    sa.Column('offered', sa.Text(), nullable=False),
    sa.Column('reason_code', sa.String(length=255), nullable=False),
    sa.Column('reason', sa.JSON(), nullable=False),
    sa.Column('margin', sa.Float(), nullable=True),
    sa.Column('source', sa.String(length=255), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('evidence_kind', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['match_id'], ['matches.id'], name=op.f('fk_findings_match_id_matches'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_findings'))
    )
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_findings_match_id'), ['match_id'], unique=False)



def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_findings_match_id'))

    op.drop_table('findings')
    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.drop_index('ix_matches_demand_score')
        batch_op.drop_index('ix_matches_achievement_score')

    op.drop_table('matches')
