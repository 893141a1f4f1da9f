"""facilities."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0024'
down_revision = '0023'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('facilities',
    sa.Column('base_kind', sa.String(length=255), nullable=True),
    sa.Column('readiness_from', sa.Integer(), nullable=True),
    sa.Column('readiness_to', sa.Integer(), nullable=True),
    sa.Column('recognition', sa.String(length=255), nullable=False),
    sa.Column('recognition_number', sa.String(length=255), nullable=False),
    sa.Column('capacity', sa.Text(), nullable=False),
    sa.Column('price_basis', sa.Text(), nullable=False),
    sa.Column('application', sa.Text(), nullable=False),
    sa.Column('takes_requests', sa.Boolean(), nullable=False),
    sa.Column('not_secret', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=255), nullable=True),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('industry_codes', sa.JSON(), nullable=False),
    sa.Column('technical_field', sa.String(length=255), nullable=True),
    sa.Column('county_code', sa.String(length=255), nullable=True),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('external_source', sa.String(length=255), nullable=True),
    sa.Column('external_number', sa.String(length=255), nullable=True),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('written_steps', sa.JSON(), nullable=False),
    sa.Column('submitted_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('published_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('confirmed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('state_reason', sa.Text(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_facilities_created_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_facilities_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_facilities')),
    sa.UniqueConstraint('external_source', 'external_number', name=op.f('uq_facilities_external_source_external_number')),
    sa.UniqueConstraint('form_key', name=op.f('uq_facilities_form_key')),
    sa.UniqueConstraint('number', name=op.f('uq_facilities_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('facilities', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_facilities_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_facilities_state_published', ['state', 'published_at'], unique=False)

    op.create_table('facility_fits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('text_score', sa.Float(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('computed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('notified_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_facility_fits_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['record_id'], ['facilities.id'], name=op.f('fk_facility_fits_record_id_facilities'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_facility_fits')),
    sa.UniqueConstraint('demand_id', 'record_id', name=op.f('uq_facility_fits_demand_id_record_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('facility_fits', schema=None) as batch_op:
        batch_op.create_index('ix_facility_fits_demand_score', ['demand_id', 'score'], unique=False)
        batch_op.create_index(batch_op.f('ix_facility_fits_record_id'), ['record_id'], unique=False)

    op.create_table('facility_parameters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('facility_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('operator', sa.String(length=255), nullable=False),
    sa.Column('value_low', sa.Float(), nullable=True),
    sa.Column('value_high', sa.Float(), nullable=True),
    sa.Column('text', sa.String(length=255), nullable=True),
    sa.Column('unit', sa.String(length=255), nullable=True),
    sa.Column('condition', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['facility_id'], ['facilities.id'], name=op.f('fk_facility_parameters_facility_id_facilities'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_facility_parameters')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('facility_parameters', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_facility_parameters_facility_id'), ['facility_id'], unique=False)



def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('facility_parameters', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_facility_parameters_facility_id'))

    op.drop_table('facility_parameters')
    with op.batch_alter_table('facility_fits', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_facility_fits_record_id'))
        batch_op.drop_index('ix_facility_fits_demand_score')

    op.drop_table('facility_fits')
    with op.batch_alter_table('facilities', schema=None) as batch_op:
        batch_op.drop_index('ix_facilities_state_published')
        batch_op.drop_index(batch_op.f('ix_facilities_organisation_id'))

    op.drop_table('facilities')
