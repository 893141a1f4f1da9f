"""media."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0027'
down_revision = '0026'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('covers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=255), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_covers_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_covers')),
    sa.UniqueConstraint('subject_type', 'subject_id', name=op.f('uq_covers_subject_type_subject_id')),
    sa.UniqueConstraint('token', name=op.f('uq_covers_token')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('covers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_covers_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('decks',
    sa.Column('page_count', sa.Integer(), nullable=False),
    sa.Column('done_count', sa.Integer(), nullable=False),
    sa.Column('is_downloadable', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=255), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=255), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('failure', sa.String(length=255), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('ready_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('removed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_decks_organisation_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['users.id'], name=op.f('fk_decks_uploaded_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decks')),
    sa.UniqueConstraint('token', name=op.f('uq_decks_token')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('decks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decks_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_decks_subject', ['subject_type', 'subject_id'], unique=False)

    op.create_table('media_uploads',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=255), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=255), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('received', sa.BigInteger(), nullable=False),
    sa.Column('open_key', sa.String(length=255), nullable=True),
    sa.Column('made_id', sa.Integer(), nullable=True),
    sa.Column('moved_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_media_uploads_organisation_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_media_uploads_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_media_uploads')),
    sa.UniqueConstraint('open_key', name=op.f('uq_media_uploads_open_key')),
    sa.UniqueConstraint('token', name=op.f('uq_media_uploads_token')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('media_uploads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_media_uploads_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_media_uploads_user_id'), ['user_id'], unique=False)

    op.create_table('summaries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_summaries_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_summaries')),
    sa.UniqueConstraint('subject_type', 'subject_id', name=op.f('uq_summaries_subject_type_subject_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('summaries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_summaries_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('videos',
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('duration_seconds', sa.Double(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('has_poster', sa.Boolean(), nullable=False),
    sa.Column('source_seconds', sa.Double(), nullable=False),
    sa.Column('done_seconds', sa.Double(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=255), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=255), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('failure', sa.String(length=255), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('ready_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('removed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_videos_organisation_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['users.id'], name=op.f('fk_videos_uploaded_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_videos')),
    sa.UniqueConstraint('token', name=op.f('uq_videos_token')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('videos', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_videos_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_videos_subject', ['subject_type', 'subject_id'], unique=False)

    op.create_table('captions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('video_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('cue_count', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['video_id'], ['videos.id'], name=op.f('fk_captions_video_id_videos'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_captions')),
    sa.UniqueConstraint('video_id', 'language', name=op.f('uq_captions_video_id_language')),
    sqlite_autoincrement=True
    )
    op.create_table('deck_pages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('deck_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['deck_id'], ['decks.id'], name=op.f('fk_deck_pages_deck_id_decks'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deck_pages')),
    sa.UniqueConstraint('deck_id', 'number', name=op.f('uq_deck_pages_deck_id_number')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('deck_pages')
    op.drop_table('captions')
    with op.batch_alter_table('videos', schema=None) as batch_op:
        batch_op.drop_index('ix_videos_subject')
        batch_op.drop_index(batch_op.f('ix_videos_organisation_id'))

    op.drop_table('videos')
    with op.batch_alter_table('summaries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_summaries_organisation_id'))

    op.drop_table('summaries')
    with op.batch_alter_table('media_uploads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_media_uploads_user_id'))
        batch_op.drop_index(batch_op.f('ix_media_uploads_organisation_id'))

    op.drop_table('media_uploads')
    with op.batch_alter_table('decks', schema=None) as batch_op:
        batch_op.drop_index('ix_decks_subject')
        batch_op.drop_index(batch_op.f('ix_decks_organisation_id'))

    op.drop_table('decks')
    with op.batch_alter_table('covers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_covers_organisation_id'))

    op.drop_table('covers')
