"""The refinement desk: who is in charge, revisions, questions, squads, joint orders."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0014'
down_revision = '0013'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('squads',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('county_code', sa.String(length=255), nullable=True),
    sa.Column('industry_codes', sa.JSON(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_squads_created_by_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_squads')),
    sa.UniqueConstraint('name', name=op.f('uq_squads_name')),
    sqlite_autoincrement=True
    )
    op.create_table('squad_members',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('squad_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['squad_id'], ['squads.id'], name=op.f('fk_squad_members_squad_id_squads'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_squad_members_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_squad_members')),
    sa.UniqueConstraint('squad_id', 'user_id', name=op.f('uq_squad_members_squad_id_user_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('squad_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_squad_members_user_id'), ['user_id'], unique=False)

    op.create_table('joint_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_joint_links_created_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_joint_links_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['other_id'], ['demands.id'], name=op.f('fk_joint_links_other_id_demands'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_joint_links')),
    sa.UniqueConstraint('demand_id', 'other_id', name=op.f('uq_joint_links_demand_id_other_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('joint_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_joint_links_other_id'), ['other_id'], unique=False)

    op.create_table('refinements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demand_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('in_charge_id', sa.Integer(), nullable=True),
    sa.Column('squad_id', sa.Integer(), nullable=True),
    sa.Column('taken_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('moved_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reason_codes', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('publishes_on_approval', sa.Boolean(), nullable=False),
    sa.Column('text_version', sa.Integer(), nullable=False),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('candidate_count', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['demand_id'], ['demands.id'], name=op.f('fk_refinements_demand_id_demands'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['in_charge_id'], ['users.id'], name=op.f('fk_refinements_in_charge_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['merged_into_id'], ['demands.id'], name=op.f('fk_refinements_merged_into_id_demands'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['squad_id'], ['squads.id'], name=op.f('fk_refinements_squad_id_squads'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refinements')),
    sa.UniqueConstraint('demand_id', name=op.f('uq_refinements_demand_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('refinements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refinements_in_charge_id'), ['in_charge_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refinements_squad_id'), ['squad_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refinements_state'), ['state'], unique=False)

    op.create_table('demand_revisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('refinement_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=255), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('sent_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('answered_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('merges_id', sa.Integer(), nullable=True),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.Column('created_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_demand_revisions_author_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['merges_id'], ['demands.id'], name=op.f('fk_demand_revisions_merges_id_demands'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['refinement_id'], ['refinements.id'], name=op.f('fk_demand_revisions_refinement_id_refinements'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demand_revisions')),
    sa.UniqueConstraint('form_key', name=op.f('uq_demand_revisions_form_key')),
    sa.UniqueConstraint('refinement_id', 'number', name=op.f('uq_demand_revisions_refinement_id_number')),
    sqlite_autoincrement=True
    )
    op.create_table('refinement_questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('refinement_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('asked_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('form_key', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['users.id'], name=op.f('fk_refinement_questions_answered_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['asked_by_id'], ['users.id'], name=op.f('fk_refinement_questions_asked_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['refinement_id'], ['refinements.id'], name=op.f('fk_refinement_questions_refinement_id_refinements'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refinement_questions')),
    sa.UniqueConstraint('form_key', name=op.f('uq_refinement_questions_form_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('refinement_questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refinement_questions_refinement_id'), ['refinement_id'], unique=False)



def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('refinement_questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_refinement_questions_refinement_id'))

    op.drop_table('refinement_questions')
    op.drop_table('demand_revisions')
    with op.batch_alter_table('refinements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_refinements_state'))
        batch_op.drop_index(batch_op.f('ix_refinements_squad_id'))
        batch_op.drop_index(batch_op.f('ix_refinements_in_charge_id'))

    op.drop_table('refinements')
    with op.batch_alter_table('joint_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_joint_links_other_id'))

    op.drop_table('joint_links')
    with op.batch_alter_table('squad_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_squad_members_user_id'))

    op.drop_table('squad_members')
    op.drop_table('squads')
