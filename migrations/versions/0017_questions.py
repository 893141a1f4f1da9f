"""questions."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0017'
down_revision = '0016'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('record_follows',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_record_follows_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_follows')),
    sa.UniqueConstraint('user_id', 'kind', 'record_id', name=op.f('uq_record_follows_user_id_kind_record_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_record_follows', 'record_follows', ['kind', 'record_id'])
    op.create_table('questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('hides_asker', sa.Boolean(), nullable=False),
    sa.Column('answered_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('declined_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reason_code', sa.String(length=255), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_questions_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_questions_organisation_id_organisations'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_questions_user_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questions')),
    sa.UniqueConstraint('form_key', name=op.f('uq_questions_form_key')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_questions_demand_state', 'questions', ['demand_id', 'state'])
    op.create_index('ix_questions_user_id', 'questions', ['user_id'])
    op.create_table('answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_broker', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_answers_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_answers_question_id_questions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answers')),
    sa.UniqueConstraint('question_id', 'number', name=op.f('uq_answers_question_id_number')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('answers')
    op.drop_table('questions')
    op.drop_table('record_follows')
