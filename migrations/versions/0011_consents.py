"""Consents, signed confidentiality statements, and what the desk opened."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('consents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('group', sa.String(length=255), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('open_key', sa.String(length=255), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['users.id'], name=op.f('fk_consents_answered_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['asked_by_id'], ['users.id'], name=op.f('fk_consents_asked_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_consents_organisation_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_id'], ['organisations.id'], name=op.f('fk_consents_owner_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents')),
    sa.UniqueConstraint('open_key', name=op.f('uq_consents_open_key')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_consents_organisation', 'consents', ['organisation_id', 'state'], unique=False)
    op.create_index('ix_consents_owner', 'consents', ['owner_id', 'state'], unique=False)
    op.create_index('ix_consents_subject', 'consents', ['subject_type', 'subject_id'], unique=False)
    op.create_table('openings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('group', sa.String(length=255), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=255), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['organisations.id'], name=op.f('fk_openings_owner_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_openings_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_openings')),
    sa.UniqueConstraint('subject_type', 'subject_id', 'group', 'user_id', name=op.f('uq_openings_subject_type_subject_id_group_user_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_openings_owner_id'), 'openings', ['owner_id'], unique=False)
    op.create_index(op.f('ix_openings_user_id'), 'openings', ['user_id'], unique=False)
    op.create_table('signed_statements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('signer_name', sa.String(length=255), nullable=False),
    sa.Column('text_version', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=255), nullable=False),
    sa.Column('signed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_signed_statements_organisation_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_id'], ['organisations.id'], name=op.f('fk_signed_statements_owner_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_signed_statements_user_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signed_statements')),
    sa.UniqueConstraint('subject_type', 'subject_id', 'organisation_id', 'text_version', name='uq_signed_statements_subject'),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_signed_statements_organisation_id'), 'signed_statements', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_signed_statements_owner_id'), 'signed_statements', ['owner_id'], unique=False)


def downgrade() -> None:
    """Take the change back."""
    op.drop_index(op.f('ix_signed_statements_owner_id'), table_name='signed_statements')
    op.drop_index(op.f('ix_signed_statements_organisation_id'), table_name='signed_statements')
    op.drop_table('signed_statements')
    op.drop_index(op.f('ix_openings_user_id'), table_name='openings')
    op.drop_index(op.f('ix_openings_owner_id'), table_name='openings')
    op.drop_table('openings')
    op.drop_index('ix_consents_subject', table_name='consents')
    op.drop_index('ix_consents_owner', table_name='consents')
    op.drop_index('ix_consents_organisation', table_name='consents')
    op.drop_table('consents')
