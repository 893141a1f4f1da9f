"""calls."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0033'
down_revision = '0032'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('juries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_juries')),
    sa.UniqueConstraint('subject_type', 'subject_id', name=op.f('uq_juries_subject_type_subject_id')),
    sqlite_autoincrement=True
    )
    op.create_table('jurors',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jury_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('declared_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('interest', sa.Text(), nullable=True),
    sa.Column('excluded', sa.JSON(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['users.id'], name=op.f('fk_jurors_asked_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['jury_id'], ['juries.id'], name=op.f('fk_jurors_jury_id_juries'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_jurors_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jurors')),
    sa.UniqueConstraint('jury_id', 'user_id', name=op.f('uq_jurors_jury_id_user_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('jurors', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_jurors_user_id'), ['user_id'], unique=False)

    op.create_table('jury_criteria',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jury_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('note', sa.String(length=255), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['jury_id'], ['juries.id'], name=op.f('fk_jury_criteria_jury_id_juries'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jury_criteria')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('jury_criteria', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_jury_criteria_jury_id'), ['jury_id'], unique=False)

    op.create_table('calls',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('conditions', sa.Text(), nullable=False),
    sa.Column('offers', sa.Text(), nullable=False),
    sa.Column('industry_codes', sa.JSON(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('closes_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decides_on', sa.Date(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=True),
    sa.Column('opened_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decided_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_calls_created_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_calls_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calls')),
    sa.UniqueConstraint('form_key', name=op.f('uq_calls_form_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calls_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_calls_state_closes', ['state', 'closes_at'], unique=False)

    op.create_table('applications',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('speaker', sa.String(length=255), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('outcome', sa.String(length=255), nullable=True),
    sa.Column('reason_code', sa.String(length=255), nullable=True),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('told_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_applications_call_id_calls'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_applications_project_id_projects'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_applications_user_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applications')),
    sa.UniqueConstraint('call_id', 'project_id', name=op.f('uq_applications_call_id_project_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_applications_project_id'), ['project_id'], unique=False)

    op.create_table('jury_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jury_id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('is_out', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['jury_id'], ['juries.id'], name=op.f('fk_jury_entries_jury_id_juries'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_jury_entries_project_id_projects'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jury_entries')),
    sa.UniqueConstraint('jury_id', 'project_id', name=op.f('uq_jury_entries_jury_id_project_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('jury_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_jury_entries_project_id'), ['project_id'], unique=False)

    op.create_table('jury_sheets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('juror_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('points', sa.JSON(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('handed_in_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['jury_entries.id'], name=op.f('fk_jury_sheets_entry_id_jury_entries'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['juror_id'], ['jurors.id'], name=op.f('fk_jury_sheets_juror_id_jurors'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jury_sheets')),
    sa.UniqueConstraint('juror_id', 'entry_id', name=op.f('uq_jury_sheets_juror_id_entry_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('jury_sheets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_jury_sheets_entry_id'), ['entry_id'], unique=False)



def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('jury_sheets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_jury_sheets_entry_id'))

    op.drop_table('jury_sheets')
    with op.batch_alter_table('jury_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_jury_entries_project_id'))

    op.drop_table('jury_entries')
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_applications_project_id'))

    op.drop_table('applications')
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.drop_index('ix_calls_state_closes')
        batch_op.drop_index(batch_op.f('ix_calls_organisation_id'))

    op.drop_table('calls')
    with op.batch_alter_table('jury_criteria', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_jury_criteria_jury_id'))

    op.drop_table('jury_criteria')
    with op.batch_alter_table('jurors', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_jurors_user_id'))

    op.drop_table('jurors')
    op.drop_table('juries')
