"""How each person wants notices, and the daily digests; the former yes-or-no of e-mail becomes such a preference."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('notice_preferences',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=255), nullable=False),
    sa.Column('delivery', sa.String(length=255), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notice_preferences_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_preferences')),
    sa.UniqueConstraint('user_id', 'topic', name=op.f('uq_notice_preferences_user_id_topic')),
    sqlite_autoincrement=True
    )
    op.create_table('digests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('notice_count', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_digests_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digests')),
    sa.UniqueConstraint('user_id', 'day', name=op.f('uq_digests_user_id_day')),
    sqlite_autoincrement=True
    )
    op.add_column('notices', sa.Column('delivery', sa.String(length=255), server_default='at_once', nullable=False))
    op.create_index('ix_notices_delivery', 'notices', ['delivery', 'emailed_at'])
    op.execute(
        "INSERT INTO notice_preferences (user_id, topic, delivery, updated_at) "
        "SELECT id, '*', 'site', updated_at FROM users WHERE NOT wants_email"
    )
    # Not in a batch: copying the table of people would take with it whatever hangs on them.
    op.drop_column('users', 'wants_email')


def downgrade() -> None:
    """Take the change back."""
    op.add_column('users', sa.Column('wants_email', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.execute(
        "UPDATE users SET wants_email = false WHERE id IN "
        "(SELECT user_id FROM notice_preferences WHERE topic = '*' AND delivery = 'site')"
    )
    op.drop_index('ix_notices_delivery', 'notices')
    op.drop_column('notices', 'delivery')
    op.drop_table('digests')
    op.drop_table('notice_preferences')
