"""Saved searches, and followed organisations and industries."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('saved_searches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('fingerprint', sa.String(length=255), nullable=False),
    sa.Column('delivery', sa.String(length=255), nullable=False),
    sa.Column('is_paused', sa.Boolean(), nullable=False),
    sa.Column('since', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_saved_searches_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_searches')),
    sa.UniqueConstraint('user_id', 'fingerprint', name=op.f('uq_saved_searches_user_id_fingerprint')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('saved_searches', schema=None) as batch_op:
        batch_op.create_index('ix_saved_searches_kind', ['kind', 'is_paused'], unique=False)

    op.create_table('follows',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('industry_code', sa.String(length=255), nullable=True),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_follows_organisation_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_follows_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follows')),
    sa.UniqueConstraint('user_id', 'industry_code', name=op.f('uq_follows_user_id_industry_code')),
    sa.UniqueConstraint('user_id', 'organisation_id', name=op.f('uq_follows_user_id_organisation_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('follows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follows_industry_code'), ['industry_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_follows_organisation_id'), ['organisation_id'], unique=False)


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('follows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_follows_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_follows_industry_code'))

    op.drop_table('follows')
    with op.batch_alter_table('saved_searches', schema=None) as batch_op:
        batch_op.drop_index('ix_saved_searches_kind')

    op.drop_table('saved_searches')
