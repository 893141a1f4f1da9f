"""roadshows."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0026'
down_revision = '0025'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('calendar_addresses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_calendar_addresses_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_addresses')),
    sa.UniqueConstraint('user_id', name=op.f('uq_calendar_addresses_user_id')),
    sqlite_autoincrement=True
    )
    op.create_table('roadshows',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('theme', sa.String(length=255), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('industry_codes', sa.JSON(), nullable=False),
    sa.Column('form', sa.String(length=255), nullable=False),
    sa.Column('place', sa.String(length=255), nullable=False),
    sa.Column('starts_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ends_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('co_host', sa.String(length=255), nullable=False),
    sa.Column('host_id', sa.Integer(), nullable=True),
    sa.Column('live_url', sa.Text(), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=True),
    sa.Column('announced_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('opened_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('calendar_uid', sa.String(length=255), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('day_told_for', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('hour_told_for', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_roadshows_created_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['host_id'], ['users.id'], name=op.f('fk_roadshows_host_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_roadshows_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshows')),
    sa.UniqueConstraint('calendar_uid', name=op.f('uq_roadshows_calendar_uid')),
    sa.UniqueConstraint('form_key', name=op.f('uq_roadshows_form_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('roadshows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadshows_host_id'), ['host_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roadshows_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_roadshows_state_starts', ['state', 'starts_at'], unique=False)

    op.create_table('pitches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('roadshow_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('starts_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ends_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('speaker', sa.String(length=255), nullable=False),
    sa.Column('speaker_place', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_pitches_roadshow_id_roadshows'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pitches')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('pitches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pitches_project_id'), ['project_id'], unique=False)
        batch_op.create_index('ix_pitches_roadshow_position', ['roadshow_id', 'position'], unique=False)

    op.create_table('roadshow_registrations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('roadshow_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('attends', sa.String(length=255), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('queued_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('present_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_roadshow_registrations_organisation_id_organisations'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_registrations_roadshow_id_roadshows'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_roadshow_registrations_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_registrations')),
    sa.UniqueConstraint('roadshow_id', 'user_id', name=op.f('uq_roadshow_registrations_roadshow_id_user_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('roadshow_registrations', schema=None) as batch_op:
        batch_op.create_index('ix_roadshow_registrations_queue', ['roadshow_id', 'state', 'queued_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_roadshow_registrations_user_id'), ['user_id'], unique=False)

    op.create_table('roadshow_engagements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('roadshow_id', sa.Integer(), nullable=False),
    sa.Column('pitch_id', sa.Integer(), nullable=True),
    sa.Column('task', sa.String(length=255), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('answered_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('open_key', sa.String(length=255), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_roadshow_engagements_organisation_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['pitch_id'], ['pitches.id'], name=op.f('fk_roadshow_engagements_pitch_id_pitches'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['roadshow_id'], ['roadshows.id'], name=op.f('fk_roadshow_engagements_roadshow_id_roadshows'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_roadshow_engagements_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadshow_engagements')),
    sa.UniqueConstraint('open_key', name=op.f('uq_roadshow_engagements_open_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('roadshow_engagements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadshow_engagements_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roadshow_engagements_pitch_id'), ['pitch_id'], unique=False)
        batch_op.create_index('ix_roadshow_engagements_roadshow', ['roadshow_id', 'task'], unique=False)
        batch_op.create_index(batch_op.f('ix_roadshow_engagements_user_id'), ['user_id'], unique=False)



def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('roadshow_engagements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roadshow_engagements_user_id'))
        batch_op.drop_index('ix_roadshow_engagements_roadshow')
        batch_op.drop_index(batch_op.f('ix_roadshow_engagements_pitch_id'))
        batch_op.drop_index(batch_op.f('ix_roadshow_engagements_organisation_id'))

    op.drop_table('roadshow_engagements')
    with op.batch_alter_table('roadshow_registrations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roadshow_registrations_user_id'))
        batch_op.drop_index('ix_roadshow_registrations_queue')

    op.drop_table('roadshow_registrations')
    with op.batch_alter_table('pitches', schema=None) as batch_op:
        batch_op.drop_index('ix_pitches_roadshow_position')
        batch_op.drop_index(batch_op.f('ix_pitches_project_id'))

    op.drop_table('pitches')
    with op.batch_alter_table('roadshows', schema=None) as batch_op:
        batch_op.drop_index('ix_roadshows_state_starts')
        batch_op.drop_index(batch_op.f('ix_roadshows_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_roadshows_host_id'))

    op.drop_table('roadshows')
    op.drop_table('calendar_addresses')
