"""The first tables."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db
from matchmaking.core.history import append_only_triggers

revision = '0001'
down_revision = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table('attempts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempts')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.create_index('ix_attempts_key_at', ['key', 'at'], unique=False)

    op.create_table('history_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('action', sa.String(length=255), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('from_state', sa.String(length=255), nullable=True),
    sa.Column('to_state', sa.String(length=255), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('previous_hash', sa.String(length=255), nullable=False),
    sa.Column('hash', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history_entries')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('history_entries', schema=None) as batch_op:
        batch_op.create_index('ix_history_at', ['at'], unique=False)
        batch_op.create_index('ix_history_subject', ['subject_type', 'subject_id'], unique=False)

    op.create_table('jobs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('queue', sa.String(length=255), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=True),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('run_after', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('leased_until', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('leased_by', sa.String(length=255), nullable=True),
    sa.Column('progress_done', sa.Integer(), nullable=False),
    sa.Column('progress_total', sa.Integer(), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('jobs', schema=None) as batch_op:
        batch_op.create_index('ix_jobs_due', ['state', 'queue', 'run_after'], unique=False)
        batch_op.create_index('ix_jobs_waiting_key', ['key'], unique=True)

    op.create_table('schedules',
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('enqueued_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_schedules'))
    )
    op.create_table('users',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=False),
    sa.Column('role', sa.String(length=255), nullable=False),
    sa.Column('county_code', sa.String(length=255), nullable=True),
    sa.Column('requested_role', sa.String(length=255), nullable=True),
    sa.Column('last_organisation_id', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(length=255), nullable=False),
    sa.Column('phone', sa.String(length=255), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('wants_email', sa.Boolean(), nullable=False),
    sa.Column('email_confirmed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('consented_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('consent_version', sa.String(length=255), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('email', name=op.f('uq_users_email')),
    sqlite_autoincrement=True
    )
    op.create_table('vocabulary_ambiguous_forms',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=255), nullable=False),
    sa.Column('meaning', sa.String(length=255), nullable=False),
    sa.Column('word', sa.String(length=255), nullable=False),
    sa.Column('industries', sa.JSON(), nullable=False),
    sa.Column('contexts', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vocabulary_ambiguous_forms')),
    sa.UniqueConstraint('token', 'meaning', name=op.f('uq_vocabulary_ambiguous_forms_token_meaning')),
    sqlite_autoincrement=True
    )
    op.create_table('vocabulary_boilerplate_words',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('word', sa.String(length=255), nullable=False),
    sa.Column('alone', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vocabulary_boilerplate_words')),
    sa.UniqueConstraint('word', name=op.f('uq_vocabulary_boilerplate_words_word')),
    sqlite_autoincrement=True
    )
    op.create_table('vocabulary_problem_words',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(length=255), nullable=False),
    sa.Column('research', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vocabulary_problem_words')),
    sa.UniqueConstraint('problem', 'research', name=op.f('uq_vocabulary_problem_words_problem_research')),
    sqlite_autoincrement=True
    )
    op.create_table('vocabulary_terms',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('code', sa.String(length=255), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('name_en', sa.String(length=255), nullable=False),
    sa.Column('parent_code', sa.String(length=255), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=255), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('note_en', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=255), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vocabulary_terms')),
    sa.UniqueConstraint('kind', 'code', 'year', name=op.f('uq_vocabulary_terms_kind_code_year')),
    sqlite_autoincrement=True
    )
    op.create_table('vocabulary_words',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('word', sa.String(length=255), nullable=False),
    sa.Column('english', sa.String(length=255), nullable=False),
    sa.Column('field', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vocabulary_words')),
    sa.UniqueConstraint('word', name=op.f('uq_vocabulary_words_word')),
    sqlite_autoincrement=True
    )
    op.create_table('notices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('once_key', sa.String(length=255), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('path', sa.String(length=255), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('read_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('emailed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notices_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('user_id', 'once_key', name=op.f('uq_notices_user_id_once_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index('ix_notices_unread', ['user_id', 'read_at'], unique=False)

    op.create_table('one_time_tokens',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=255), nullable=False),
    sa.Column('purpose', sa.String(length=255), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('used_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_one_time_tokens_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_tokens')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_one_time_tokens_token_hash')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('one_time_tokens', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_tokens_user_id'), ['user_id'], unique=False)

    op.create_table('organisations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('short_name', sa.String(length=255), nullable=True),
    sa.Column('name_en', sa.String(length=255), nullable=True),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('credit_code', sa.String(length=255), nullable=True),
    sa.Column('credit_code_needs_check', sa.Boolean(), nullable=False),
    sa.Column('county_code', sa.String(length=255), nullable=True),
    sa.Column('zone_code', sa.String(length=255), nullable=True),
    sa.Column('industry_codes', sa.JSON(), nullable=False),
    sa.Column('introduction', sa.Text(), nullable=False),
    sa.Column('website', sa.String(length=255), nullable=True),
    sa.Column('address', sa.String(length=255), nullable=True),
    sa.Column('contact_name', sa.String(length=255), nullable=True),
    sa.Column('contact_phone', sa.String(length=255), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('submitted_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('verified_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('refusal_reason', sa.Text(), nullable=True),
    sa.Column('external_source', sa.String(length=255), nullable=True),
    sa.Column('external_number', sa.String(length=255), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_organisations_created_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations')),
    sa.UniqueConstraint('created_by_id', 'name', name=op.f('uq_organisations_created_by_id_name')),
    sa.UniqueConstraint('credit_code', name=op.f('uq_organisations_credit_code')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.create_index('ix_organisations_kind_county', ['kind', 'county_code'], unique=False)

    op.create_table('sign_in_sessions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=255), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(length=255), nullable=True),
    sa.Column('browser', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_sign_in_sessions_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_sessions')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_in_sessions_token_hash')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('sign_in_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_sessions_user_id'), ['user_id'], unique=False)

    op.create_table('vocabulary_revisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('list_code', sa.String(length=255), nullable=False),
    sa.Column('origin', sa.String(length=255), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('digest', sa.String(length=255), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('file_name', sa.String(length=255), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('applied_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['users.id'], name=op.f('fk_vocabulary_revisions_actor_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vocabulary_revisions')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('vocabulary_revisions', schema=None) as batch_op:
        batch_op.create_index('ix_vocabulary_revisions_list', ['list_code', 'state'], unique=False)

    op.create_table('vocabulary_word_relations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('word_id', sa.Integer(), nullable=False),
    sa.Column('relation', sa.String(length=255), nullable=False),
    sa.Column('other', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['word_id'], ['vocabulary_words.id'], name=op.f('fk_vocabulary_word_relations_word_id_vocabulary_words'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vocabulary_word_relations')),
    sa.UniqueConstraint('word_id', 'relation', 'other', name=op.f('uq_vocabulary_word_relations_word_id_relation_other')),
    sqlite_autoincrement=True
    )
    op.create_table('achievements',
    sa.Column('problem_solved', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('comparison', sa.Text(), nullable=False),
    sa.Column('team', sa.String(length=255), nullable=True),
    sa.Column('leader_name', sa.String(length=255), nullable=True),
    sa.Column('field315', sa.String(length=255), nullable=True),
    sa.Column('readiness_level', sa.Integer(), nullable=True),
    sa.Column('readiness_basis', sa.String(length=255), nullable=True),
    sa.Column('stage', sa.String(length=255), nullable=True),
    sa.Column('transfer_modes', sa.JSON(), nullable=False),
    sa.Column('pricing_mode', sa.String(length=255), nullable=True),
    sa.Column('price_low', matchmaking.core.db.Money(precision=16, scale=2), nullable=True),
    sa.Column('price_high', matchmaking.core.db.Money(precision=16, scale=2), nullable=True),
    sa.Column('try_before_pay', sa.Boolean(), nullable=False),
    sa.Column('not_secret', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=255), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('industry_codes', sa.JSON(), nullable=False),
    sa.Column('technical_field', sa.String(length=255), nullable=True),
    sa.Column('county_code', sa.String(length=255), nullable=True),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('external_source', sa.String(length=255), nullable=True),
    sa.Column('external_number', sa.String(length=255), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('submitted_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('published_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('confirmed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('state_reason', sa.Text(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_achievements_created_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_achievements_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_achievements')),
    sa.UniqueConstraint('external_source', 'external_number', name=op.f('uq_achievements_external_source_external_number')),
    sa.UniqueConstraint('form_key', name=op.f('uq_achievements_form_key')),
    sa.UniqueConstraint('number', name=op.f('uq_achievements_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('achievements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_achievements_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_achievements_state_published', ['state', 'published_at'], unique=False)

    op.create_table('demands',
    sa.Column('kind', sa.String(length=255), nullable=True),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('context', sa.Text(), nullable=False),
    sa.Column('tried', sa.Text(), nullable=False),
    sa.Column('offers', sa.Text(), nullable=False),
    sa.Column('hides_name', sa.Boolean(), nullable=False),
    sa.Column('budget_low', matchmaking.core.db.Money(precision=16, scale=2), nullable=True),
    sa.Column('budget_high', matchmaking.core.db.Money(precision=16, scale=2), nullable=True),
    sa.Column('deadline_on', sa.Date(), nullable=True),
    sa.Column('wanted_by_on', sa.Date(), nullable=True),
    sa.Column('cooperation_modes', sa.JSON(), nullable=False),
    sa.Column('rights_wish', sa.String(length=255), nullable=True),
    sa.Column('needs_readiness', sa.Integer(), nullable=True),
    sa.Column('not_secret', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=255), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('industry_codes', sa.JSON(), nullable=False),
    sa.Column('technical_field', sa.String(length=255), nullable=True),
    sa.Column('county_code', sa.String(length=255), nullable=True),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('external_source', sa.String(length=255), nullable=True),
    sa.Column('external_number', sa.String(length=255), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('submitted_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('published_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('confirmed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('state_reason', sa.Text(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_demands_created_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_demands_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demands')),
    sa.UniqueConstraint('external_source', 'external_number', name=op.f('uq_demands_external_source_external_number')),
    sa.UniqueConstraint('form_key', name=op.f('uq_demands_form_key')),
    sa.UniqueConstraint('number', name=op.f('uq_demands_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('demands', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_demands_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_demands_state_published', ['state', 'published_at'], unique=False)

    op.create_table('invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('role', sa.String(length=255), nullable=False),
    sa.Column('token_hash', sa.String(length=255), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['invited_by_id'], ['users.id'], name=op.f('fk_invitations_invited_by_id_users')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_invitations_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('organisation_id', 'email', name=op.f('uq_invitations_organisation_id_email')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitations_token_hash')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitations_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('memberships',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=255), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_memberships_organisation_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_memberships_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_memberships')),
    sa.UniqueConstraint('organisation_id', 'user_id', name=op.f('uq_memberships_organisation_id_user_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_memberships_user_id'), ['user_id'], unique=False)

    op.create_table('stored_files',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=255), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('media_type', sa.String(length=255), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=255), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_stored_files_organisation_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['users.id'], name=op.f('fk_stored_files_uploaded_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_files')),
    sa.UniqueConstraint('token', name=op.f('uq_stored_files_token')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('stored_files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stored_files_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_stored_files_subject', ['subject_type', 'subject_id'], unique=False)

    op.create_table('criteria',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('importance', sa.String(length=255), nullable=False),
    sa.Column('operator', sa.String(length=255), nullable=False),
    sa.Column('target_low', sa.Float(), nullable=True),
    sa.Column('target_high', sa.Float(), nullable=True),
    sa.Column('text', sa.String(length=255), nullable=True),
    sa.Column('unit', sa.String(length=255), nullable=True),
    sa.Column('present_value', sa.String(length=255), nullable=True),
    sa.Column('test_method', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_criteria_demand_id_demands'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criteria')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('criteria', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_criteria_demand_id'), ['demand_id'], unique=False)

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
    sa.UniqueConstraint('demand_id', 'achievement_id', name=op.f('uq_matches_demand_id_achievement_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.create_index('ix_matches_achievement_score', ['achievement_id', 'score'], unique=False)
        batch_op.create_index('ix_matches_demand_score', ['demand_id', 'score'], unique=False)

    op.create_table('measurements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('achievement_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('operator', sa.String(length=255), nullable=False),
    sa.Column('value_low', sa.Float(), nullable=True),
    sa.Column('value_high', sa.Float(), nullable=True),
    sa.Column('text', sa.String(length=255), nullable=True),
    sa.Column('unit', sa.String(length=255), nullable=True),
    sa.Column('condition', sa.String(length=255), nullable=True),
    sa.Column('evidence_kind', sa.String(length=255), nullable=True),
    sa.Column('evidence_note', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_measurements_achievement_id_achievements'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measurements')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('measurements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_measurements_achievement_id'), ['achievement_id'], unique=False)

    op.create_table('rights',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('achievement_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('number', sa.String(length=255), nullable=True),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('status', sa.String(length=255), nullable=True),
    sa.Column('granted_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_rights_achievement_id_achievements'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rights')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('rights', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rights_achievement_id'), ['achievement_id'], unique=False)

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
    sa.PrimaryKeyConstraint('id', name=op.f('pk_findings')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_findings_match_id'), ['match_id'], unique=False)

    dialect = op.get_bind().dialect.name
    for name, statement in append_only_triggers():
        if name == dialect:
            op.execute(statement)



def downgrade() -> None:
    """Take the change back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER history_append_only ON history_entries")
        op.execute("DROP FUNCTION history_refuse")
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_findings_match_id'))

    op.drop_table('findings')
    with op.batch_alter_table('rights', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rights_achievement_id'))

    op.drop_table('rights')
    with op.batch_alter_table('measurements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_measurements_achievement_id'))

    op.drop_table('measurements')
    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.drop_index('ix_matches_demand_score')
        batch_op.drop_index('ix_matches_achievement_score')

    op.drop_table('matches')
    with op.batch_alter_table('criteria', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_criteria_demand_id'))

    op.drop_table('criteria')
    with op.batch_alter_table('stored_files', schema=None) as batch_op:
        batch_op.drop_index('ix_stored_files_subject')
        batch_op.drop_index(batch_op.f('ix_stored_files_organisation_id'))

    op.drop_table('stored_files')
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_memberships_user_id'))

    op.drop_table('memberships')
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitations_organisation_id'))

    op.drop_table('invitations')
    with op.batch_alter_table('demands', schema=None) as batch_op:
        batch_op.drop_index('ix_demands_state_published')
        batch_op.drop_index(batch_op.f('ix_demands_organisation_id'))

    op.drop_table('demands')
    with op.batch_alter_table('achievements', schema=None) as batch_op:
        batch_op.drop_index('ix_achievements_state_published')
        batch_op.drop_index(batch_op.f('ix_achievements_organisation_id'))

    op.drop_table('achievements')
    op.drop_table('vocabulary_word_relations')
    with op.batch_alter_table('vocabulary_revisions', schema=None) as batch_op:
        batch_op.drop_index('ix_vocabulary_revisions_list')

    op.drop_table('vocabulary_revisions')
    with op.batch_alter_table('sign_in_sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_sessions_user_id'))

    op.drop_table('sign_in_sessions')
    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.drop_index('ix_organisations_kind_county')

    op.drop_table('organisations')
    with op.batch_alter_table('one_time_tokens', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_one_time_tokens_user_id'))

    op.drop_table('one_time_tokens')
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index('ix_notices_unread')

    op.drop_table('notices')
    op.drop_table('vocabulary_words')
    op.drop_table('vocabulary_terms')
    op.drop_table('vocabulary_problem_words')
    op.drop_table('vocabulary_boilerplate_words')
    op.drop_table('vocabulary_ambiguous_forms')
    op.drop_table('users')
    op.drop_table('schedules')
    with op.batch_alter_table('jobs', schema=None) as batch_op:
        batch_op.drop_index('ix_jobs_waiting_key')
        batch_op.drop_index('ix_jobs_due')

    op.drop_table('jobs')
    with op.batch_alter_table('history_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_history_subject')
        batch_op.drop_index('ix_history_at')

    op.drop_table('history_entries')
    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.drop_index('ix_attempts_key_at')

    op.drop_table('attempts')
