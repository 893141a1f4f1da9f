"""contests."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0036'
down_revision = '0035'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('contests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('conditions', sa.Text(), nullable=False),
    sa.Column('prizes', sa.Text(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('closes_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=True),
    sa.Column('opened_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('finished_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_contests_created_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_contests_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contests')),
    sa.UniqueConstraint('form_key', name=op.f('uq_contests_form_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('contests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contests_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contests_state'), ['state'], unique=False)

    op.create_table('contest_divisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contest_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_contest_divisions_contest_id_contests'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_divisions')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('contest_divisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contest_divisions_contest_id'), ['contest_id'], unique=False)

    op.create_table('contest_rounds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contest_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('advance_count', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('closed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_contest_rounds_contest_id_contests'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_rounds')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('contest_rounds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contest_rounds_contest_id'), ['contest_id'], unique=False)

    op.create_table('contest_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contest_id', sa.Integer(), nullable=False),
    sa.Column('division_id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=True),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contest_id'], ['contests.id'], name=op.f('fk_contest_entries_contest_id_contests'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['division_id'], ['contest_divisions.id'], name=op.f('fk_contest_entries_division_id_contest_divisions')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_contest_entries_project_id_projects'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_contest_entries_user_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_entries')),
    sa.UniqueConstraint('contest_id', 'project_id', name=op.f('uq_contest_entries_contest_id_project_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('contest_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contest_entries_division_id'), ['division_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contest_entries_project_id'), ['project_id'], unique=False)

    op.create_table('contest_heats',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('division_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['division_id'], ['contest_divisions.id'], name=op.f('fk_contest_heats_division_id_contest_divisions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['contest_rounds.id'], name=op.f('fk_contest_heats_round_id_contest_rounds'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_heats')),
    sa.UniqueConstraint('round_id', 'division_id', name=op.f('uq_contest_heats_round_id_division_id')),
    sqlite_autoincrement=True
    )
    op.create_table('contest_placings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('heat_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('tenths', sa.Integer(), nullable=False),
    sa.Column('sheet_count', sa.Integer(), nullable=False),
    sa.Column('goes_on', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['contest_entries.id'], name=op.f('fk_contest_placings_entry_id_contest_entries'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['heat_id'], ['contest_heats.id'], name=op.f('fk_contest_placings_heat_id_contest_heats'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_placings')),
    sa.UniqueConstraint('heat_id', 'entry_id', name=op.f('uq_contest_placings_heat_id_entry_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('contest_placings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contest_placings_entry_id'), ['entry_id'], unique=False)

    op.create_table('contest_winners',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('prize', sa.String(length=255), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=True),
    sa.Column('county_code', sa.String(length=255), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['contest_entries.id'], name=op.f('fk_contest_winners_entry_id_contest_entries'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_winners')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_contest_winners_entry_id')),
    sqlite_autoincrement=True
    )
    op.create_table('landing_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('winner_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('amount', matchmaking.core.db.Money(precision=16, scale=2), nullable=True),
    sa.Column('proof', sa.Text(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['users.id'], name=op.f('fk_landing_steps_actor_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['winner_id'], ['contest_winners.id'], name=op.f('fk_landing_steps_winner_id_contest_winners'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_landing_steps')),
    sa.UniqueConstraint('winner_id', 'kind', name=op.f('uq_landing_steps_winner_id_kind')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('landing_steps')
    op.drop_table('contest_winners')
    with op.batch_alter_table('contest_placings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contest_placings_entry_id'))

    op.drop_table('contest_placings')
    op.drop_table('contest_heats')
    with op.batch_alter_table('contest_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contest_entries_project_id'))
        batch_op.drop_index(batch_op.f('ix_contest_entries_division_id'))

    op.drop_table('contest_entries')
    with op.batch_alter_table('contest_rounds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contest_rounds_contest_id'))

    op.drop_table('contest_rounds')
    with op.batch_alter_table('contest_divisions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contest_divisions_contest_id'))

    op.drop_table('contest_divisions')
    with op.batch_alter_table('contests', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contests_state'))
        batch_op.drop_index(batch_op.f('ix_contests_organisation_id'))

    op.drop_table('contests')
