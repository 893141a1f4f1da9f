"""experts."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0018'
down_revision = '0017'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('experts',
    sa.Column('written_for', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('rank', sa.String(length=255), nullable=False),
    sa.Column('post', sa.String(length=255), nullable=False),
    sa.Column('experience_years', sa.Integer(), nullable=True),
    sa.Column('takes_requests', sa.Boolean(), nullable=False),
    sa.Column('monthly_limit', sa.Integer(), nullable=True),
    sa.Column('consent', sa.String(length=255), nullable=False),
    sa.Column('agreed_on', sa.Date(), nullable=True),
    sa.Column('agreed_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
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
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_experts_created_by_id_users'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_experts_organisation_id_organisations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_experts')),
    sa.UniqueConstraint('external_source', 'external_number', name=op.f('uq_experts_external_source_external_number')),
    sa.UniqueConstraint('form_key', name=op.f('uq_experts_form_key')),
    sa.UniqueConstraint('number', name=op.f('uq_experts_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('experts', schema=None) as batch_op:
        batch_op.create_index('ix_experts_created_by_id', ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_experts_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_experts_state_published', ['state', 'published_at'], unique=False)

    op.create_table('expert_achievements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('expert_id', sa.Integer(), nullable=False),
    sa.Column('achievement_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=255), nullable=False),
    sa.Column('asked_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_at', matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['achievement_id'], ['achievements.id'], name=op.f('fk_expert_achievements_achievement_id_achievements'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['expert_id'], ['experts.id'], name=op.f('fk_expert_achievements_expert_id_experts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_achievements')),
    sa.UniqueConstraint('expert_id', 'achievement_id', name=op.f('uq_expert_achievements_expert_id_achievement_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('expert_achievements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_expert_achievements_achievement_id'), ['achievement_id'], unique=False)

    op.create_table('expert_posts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('expert_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=255), nullable=False),
    sa.Column('place', sa.String(length=255), nullable=True),
    sa.Column('industry_code', sa.String(length=255), nullable=True),
    sa.Column('year_from', sa.Integer(), nullable=True),
    sa.Column('year_to', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['expert_id'], ['experts.id'], name=op.f('fk_expert_posts_expert_id_experts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_posts')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('expert_posts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_expert_posts_expert_id'), ['expert_id'], unique=False)

    op.create_table('expert_projects',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('expert_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('client', sa.String(length=255), nullable=True),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('result', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['expert_id'], ['experts.id'], name=op.f('fk_expert_projects_expert_id_experts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_projects')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('expert_projects', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_expert_projects_expert_id'), ['expert_id'], unique=False)



def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('expert_projects', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_expert_projects_expert_id'))

    op.drop_table('expert_projects')
    with op.batch_alter_table('expert_posts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_expert_posts_expert_id'))

    op.drop_table('expert_posts')
    with op.batch_alter_table('expert_achievements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_expert_achievements_achievement_id'))

    op.drop_table('expert_achievements')
    with op.batch_alter_table('experts', schema=None) as batch_op:
        batch_op.drop_index('ix_experts_state_published')
        batch_op.drop_index(batch_op.f('ix_experts_organisation_id'))
        batch_op.drop_index('ix_experts_created_by_id')

    op.drop_table('experts')
