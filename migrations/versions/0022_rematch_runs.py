"""runs over the whole catalogue; what a match was when people were told of it."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0022'
down_revision = '0021'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('rematch_runs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('origin', sa.String(length=255), nullable=False),
    sa.Column('started_by_id', sa.Integer(), nullable=True),
    sa.Column('started_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('moved_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('model_version', sa.String(length=255), nullable=False),
    sa.Column('is_quiet', sa.Boolean(), nullable=False),
    sa.Column('phase', sa.String(length=255), nullable=False),
    sa.Column('cursors', sa.JSON(), nullable=False),
    sa.Column('new_count', sa.Integer(), nullable=False),
    sa.Column('changed_count', sa.Integer(), nullable=False),
    sa.Column('gone_count', sa.Integer(), nullable=False),
    sa.Column('same_count', sa.Integer(), nullable=False),
    sa.Column('told_count', sa.Integer(), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['started_by_id'], ['users.id'], name=op.f('fk_rematch_runs_started_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rematch_runs')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_rematch_runs_running', 'rematch_runs', ['state'], unique=True, sqlite_where=sa.text("state = 'running'"), postgresql_where=sa.text("state = 'running'"))
    op.create_table('rematch_parts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('phase', sa.String(length=255), nullable=False),
    sa.Column('last_id', sa.Integer(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['rematch_runs.id'], name=op.f('fk_rematch_parts_run_id_rematch_runs'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rematch_parts')),
    sa.UniqueConstraint('run_id', 'phase', 'last_id', name=op.f('uq_rematch_parts_run_id_phase_last_id')),
    sqlite_autoincrement=True
    )
    op.add_column('matches', sa.Column('told_band', sa.String(length=255), nullable=True))
    op.add_column('matches', sa.Column('told_score', sa.Float(), nullable=True))
    op.execute("UPDATE matches SET told_band = band, told_score = score WHERE notified_at IS NOT NULL")


def downgrade() -> None:
    """Take the change back."""
    op.drop_column('matches', 'told_score')
    op.drop_column('matches', 'told_band')
    op.drop_table('rematch_parts')
    op.drop_index('ix_rematch_runs_running', table_name='rematch_runs')
    op.drop_table('rematch_runs')
