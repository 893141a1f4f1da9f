"""watching."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0025'
down_revision = '0024'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('watch_totals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=255), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('seconds', sa.Float(), nullable=False),
    sa.Column('view_count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_watch_totals')),
    sa.UniqueConstraint('subject_type', 'subject_id', 'part', 'on', name=op.f('uq_watch_totals_subject_type_subject_id_part_on')),
    sqlite_autoincrement=True
    )
    op.create_table('watch_consents',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('agreed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_watch_consents_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_watch_consents')),
    sqlite_autoincrement=True
    )
    op.create_table('watch_spans',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=255), nullable=False),
    sa.Column('seconds', sa.Float(), nullable=False),
    sa.Column('first_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_watch_spans_organisation_id_organisations'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_watch_spans_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_watch_spans')),
    sa.UniqueConstraint('user_id', 'subject_type', 'subject_id', 'part', name=op.f('uq_watch_spans_user_id_subject_type_subject_id_part')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('watch_spans', schema=None) as batch_op:
        batch_op.create_index('ix_watch_spans_subject', ['subject_type', 'subject_id'], unique=False)



def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('watch_spans', schema=None) as batch_op:
        batch_op.drop_index('ix_watch_spans_subject')

    op.drop_table('watch_spans')
    op.drop_table('watch_consents')
    op.drop_table('watch_totals')
