"""Public notices and objections to them."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('public_notices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('number', sa.String(length=255), nullable=True),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('counting', sa.String(length=255), nullable=False),
    sa.Column('office', sa.String(length=255), nullable=False),
    sa.Column('phone', sa.String(length=255), nullable=True),
    sa.Column('email', sa.String(length=255), nullable=True),
    sa.Column('county_code', sa.String(length=255), nullable=True),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('running_key', sa.String(length=255), nullable=True),
    sa.Column('previous_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=True),
    sa.Column('closed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_public_notices_created_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['previous_id'], ['public_notices.id'], name=op.f('fk_public_notices_previous_id_public_notices'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_notices')),
    sa.UniqueConstraint('number', name=op.f('uq_public_notices_number')),
    sa.UniqueConstraint('running_key', name=op.f('uq_public_notices_running_key')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_public_notices_state_ends', 'public_notices', ['state', 'ends_on'])
    op.create_index('ix_public_notices_subject', 'public_notices', ['subject_type', 'subject_id'])
    op.create_table('objections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('organisation', sa.String(length=255), nullable=False),
    sa.Column('contact', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('handled_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('handled_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['handled_by_id'], ['users.id'], name=op.f('fk_objections_handled_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['notice_id'], ['public_notices.id'], name=op.f('fk_objections_notice_id_public_notices'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_objections_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objections')),
    sa.UniqueConstraint('form_key', name=op.f('uq_objections_form_key')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_objections_notice_id'), 'objections', ['notice_id'])
    op.create_index(op.f('ix_objections_user_id'), 'objections', ['user_id'])


def downgrade() -> None:
    """Take the change back."""
    op.drop_index(op.f('ix_objections_user_id'), table_name='objections')
    op.drop_index(op.f('ix_objections_notice_id'), table_name='objections')
    op.drop_table('objections')
    op.drop_index('ix_public_notices_subject', table_name='public_notices')
    op.drop_index('ix_public_notices_state_ends', table_name='public_notices')
    op.drop_table('public_notices')
