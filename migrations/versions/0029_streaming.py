"""streaming."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0029'
down_revision = '0028'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('stream_events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.String(length=255), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stream_events')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('stream_events', schema=None) as batch_op:
        batch_op.create_index('ix_stream_events_at', ['at'], unique=False)
        batch_op.create_index('ix_stream_events_topic_id', ['topic', 'id'], unique=False)

    op.create_table('stream_presence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=255), nullable=False),
    sa.Column('server', sa.String(length=255), nullable=False),
    sa.Column('viewer_count', sa.Integer(), nullable=False),
    sa.Column('at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stream_presence')),
    sa.UniqueConstraint('topic', 'server', name=op.f('uq_stream_presence_topic_server')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('stream_presence')
    with op.batch_alter_table('stream_events', schema=None) as batch_op:
        batch_op.drop_index('ix_stream_events_topic_id')
        batch_op.drop_index('ix_stream_events_at')

    op.drop_table('stream_events')
