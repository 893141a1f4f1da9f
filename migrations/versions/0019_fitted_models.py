"""fitted models, their switches, and figures about matching."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0019'
down_revision = '0018'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('fitted_models',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('fitted_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('fitted_by_id', sa.Integer(), nullable=True),
    sa.Column('rules_version', sa.String(length=255), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('judgment_count', sa.Integer(), nullable=False),
    sa.Column('demand_count', sa.Integer(), nullable=False),
    sa.Column('data_digest', sa.String(length=255), nullable=False),
    sa.Column('parameters', sa.JSON(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['fitted_by_id'], ['users.id'], name=op.f('fk_fitted_models_fitted_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fitted_models')),
    sa.UniqueConstraint('kind', 'number', name=op.f('uq_fitted_models_kind_number')),
    sqlite_autoincrement=True
    )
    op.create_table('model_switches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('model_id', sa.Integer(), nullable=True),
    sa.Column('at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_machine', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_model_switches_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['model_id'], ['fitted_models.id'], name=op.f('fk_model_switches_model_id_fitted_models')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_switches')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_model_switches_kind', 'model_switches', ['kind', 'id'])
    op.create_table('quality_reports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('scope', sa.String(length=255), nullable=False),
    sa.Column('computed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('fitted_month', sa.String(length=255), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quality_reports')),
    sa.UniqueConstraint('scope', name=op.f('uq_quality_reports_scope')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('quality_reports')
    op.drop_table('model_switches')
    op.drop_table('fitted_models')
