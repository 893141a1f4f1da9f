"""channels."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0031'
down_revision = '0030'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('channel_marks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('pin', 'skip')", name=op.f('ck_channel_marks_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_marks')),
    sa.UniqueConstraint('project_id', name=op.f('uq_channel_marks_project_id')),
    sqlite_autoincrement=True
    )
    op.create_table('channel_rounds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('starts_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('clips', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_rounds')),
    sa.UniqueConstraint('starts_at', name=op.f('uq_channel_rounds_starts_at')),
    sqlite_autoincrement=True
    )
    op.create_table('channel_theme_days',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('industry_codes', sa.JSON(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_theme_days')),
    sa.UniqueConstraint('on', name=op.f('uq_channel_theme_days_on')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('channel_theme_days')
    op.drop_table('channel_rounds')
    op.drop_table('channel_marks')
