"""Choosing among answers: selections, candidates, reviewers, reviews and remarks."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0015'
down_revision = '0014'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('selections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('running_key', sa.String(length=255), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('decides_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('is_blind', sa.Boolean(), nullable=False),
    sa.Column('is_blind_for_owner', sa.Boolean(), nullable=False),
    sa.Column('decided_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decision_key', sa.String(length=255), nullable=True),
    sa.Column('delivered_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_code', sa.String(length=255), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['users.id'], name=op.f('fk_selections_decided_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_selections_demand_id_demands'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selections')),
    sa.UniqueConstraint('running_key', name=op.f('uq_selections_running_key')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_selections_demand_id'), 'selections', ['demand_id'], unique=False)
    op.create_index('ix_selections_state_decides', 'selections', ['state', 'decides_at'], unique=False)
    op.create_table('candidates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('selection_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('letter', sa.String(length=255), nullable=False),
    sa.Column('reason_code', sa.String(length=255), nullable=True),
    sa.Column('sentence', sa.Text(), nullable=True),
    sa.Column('declined_from', sa.String(length=255), nullable=True),
    sa.Column('reveals_name', sa.Boolean(), nullable=False),
    sa.Column('wanted_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposals.id'], name=op.f('fk_candidates_proposal_id_proposals'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['selection_id'], ['selections.id'], name=op.f('fk_candidates_selection_id_selections'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_candidates')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_candidates_proposal_id')),
    sa.UniqueConstraint('selection_id', 'letter', name=op.f('uq_candidates_selection_id_letter')),
    sqlite_autoincrement=True
    )
    op.create_table('selection_criteria',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('selection_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['selection_id'], ['selections.id'], name=op.f('fk_selection_criteria_selection_id_selections'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selection_criteria')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_selection_criteria_selection_id'), 'selection_criteria', ['selection_id'], unique=False)
    op.create_table('selection_reviewers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('selection_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('invited_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('declaration', sa.String(length=255), nullable=True),
    sa.Column('declared_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('interest', sa.Text(), nullable=True),
    sa.Column('excluded', sa.JSON(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['invited_by_id'], ['users.id'], name=op.f('fk_selection_reviewers_invited_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['selection_id'], ['selections.id'], name=op.f('fk_selection_reviewers_selection_id_selections'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_selection_reviewers_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selection_reviewers')),
    sa.UniqueConstraint('selection_id', 'email', name=op.f('uq_selection_reviewers_selection_id_email')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_selection_reviewers_email'), 'selection_reviewers', ['email'], unique=False)
    op.create_index(op.f('ix_selection_reviewers_user_id'), 'selection_reviewers', ['user_id'], unique=False)
    op.create_table('reviews',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('revision_count', sa.Integer(), nullable=False),
    sa.Column('handed_in_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidates.id'], name=op.f('fk_reviews_candidate_id_candidates'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['reviewer_id'], ['selection_reviewers.id'], name=op.f('fk_reviews_reviewer_id_selection_reviewers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviews')),
    sa.UniqueConstraint('reviewer_id', 'candidate_id', name=op.f('uq_reviews_reviewer_id_candidate_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_reviews_candidate_id'), 'reviews', ['candidate_id'], unique=False)
    op.create_table('selection_comments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('selection_id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_selection_comments_author_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidates.id'], name=op.f('fk_selection_comments_candidate_id_candidates'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['selection_id'], ['selections.id'], name=op.f('fk_selection_comments_selection_id_selections'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selection_comments')),
    sa.UniqueConstraint('form_key', name=op.f('uq_selection_comments_form_key')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_selection_comments_selection_id'), 'selection_comments', ['selection_id'], unique=False)
    op.create_table('review_scores',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('remark', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['criterion_id'], ['selection_criteria.id'], name=op.f('fk_review_scores_criterion_id_selection_criteria'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_review_scores_review_id_reviews'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_scores')),
    sa.UniqueConstraint('review_id', 'criterion_id', name=op.f('uq_review_scores_review_id_criterion_id')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('review_scores')
    op.drop_index(op.f('ix_selection_comments_selection_id'), table_name='selection_comments')
    op.drop_table('selection_comments')
    op.drop_index(op.f('ix_reviews_candidate_id'), table_name='reviews')
    op.drop_table('reviews')
    op.drop_index(op.f('ix_selection_reviewers_user_id'), table_name='selection_reviewers')
    op.drop_index(op.f('ix_selection_reviewers_email'), table_name='selection_reviewers')
    op.drop_table('selection_reviewers')
    op.drop_index(op.f('ix_selection_criteria_selection_id'), table_name='selection_criteria')
    op.drop_table('selection_criteria')
    op.drop_table('candidates')
    op.drop_index('ix_selections_state_decides', table_name='selections')
    op.drop_index(op.f('ix_selections_demand_id'), table_name='selections')
    op.drop_table('selections')
