"""enquiries."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0023'
down_revision = '0022'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('enquiries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_type', sa.String(length=255), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('holder_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('demand_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('hides_asker', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('reason_code', sa.String(length=255), nullable=True),
    sa.Column('answered_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('open_key', sa.String(length=255), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_enquiries_demand_id_demands'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['holder_id'], ['users.id'], name=op.f('fk_enquiries_holder_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_enquiries_organisation_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_id'], ['organisations.id'], name=op.f('fk_enquiries_owner_id_organisations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_enquiries_user_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiries')),
    sa.UniqueConstraint('form_key', name=op.f('uq_enquiries_form_key')),
    sa.UniqueConstraint('open_key', name=op.f('uq_enquiries_open_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('enquiries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enquiries_holder_id'), ['holder_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enquiries_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_enquiries_owner_state', ['owner_id', 'state'], unique=False)
        batch_op.create_index('ix_enquiries_subject', ['subject_type', 'subject_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_enquiries_user_id'), ['user_id'], unique=False)

    op.create_table('expert_fits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('text_score', sa.Float(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('computed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('notified_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_expert_fits_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['record_id'], ['experts.id'], name=op.f('fk_expert_fits_record_id_experts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_fits')),
    sa.UniqueConstraint('demand_id', 'record_id', name=op.f('uq_expert_fits_demand_id_record_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('expert_fits', schema=None) as batch_op:
        batch_op.create_index('ix_expert_fits_demand_score', ['demand_id', 'score'], unique=False)
        batch_op.create_index(batch_op.f('ix_expert_fits_record_id'), ['record_id'], unique=False)



def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('expert_fits', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_expert_fits_record_id'))
        batch_op.drop_index('ix_expert_fits_demand_score')

    op.drop_table('expert_fits')
    with op.batch_alter_table('enquiries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enquiries_user_id'))
        batch_op.drop_index('ix_enquiries_subject')
        batch_op.drop_index('ix_enquiries_owner_state')
        batch_op.drop_index(batch_op.f('ix_enquiries_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_enquiries_holder_id'))

    op.drop_table('enquiries')
