"""Who may read one file, and who took files that are not public."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('downloads',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=255), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('is_marked', sa.Boolean(), nullable=False),
    sa.Column('at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_downloads_file_id_stored_files'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_downloads_organisation_id_organisations'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['owner_id'], ['organisations.id'], name=op.f('fk_downloads_owner_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_downloads_user_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_downloads')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_downloads_file_id'), 'downloads', ['file_id'], unique=False)
    op.create_index('ix_downloads_owner', 'downloads', ['owner_id', 'id'], unique=False)
    op.add_column('stored_files', sa.Column('audience', sa.String(length=255), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    op.drop_column('stored_files', 'audience')
    op.drop_index('ix_downloads_owner', table_name='downloads')
    op.drop_index(op.f('ix_downloads_file_id'), table_name='downloads')
    op.drop_table('downloads')
