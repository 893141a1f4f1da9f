"""Tie items to projects and to the account that speaks."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0035'
down_revision = '0034'


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table('pitches', schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column('speaker_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_pitches_speaker_id'), ['speaker_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_pitches_speaker_id_users'), 'users', ['speaker_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_pitches_project_id_projects'), 'projects', ['project_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('roadshow_engagements', schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_roadshow_engagements_pitch_id_pitches'), type_='foreignkey')
        batch_op.create_foreign_key(batch_op.f('fk_roadshow_engagements_pitch_id_pitches'), 'pitches', ['pitch_id'], ['id'], ondelete='SET NULL')



def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('roadshow_engagements', schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_roadshow_engagements_pitch_id_pitches'), type_='foreignkey')
        batch_op.create_foreign_key(batch_op.f('fk_roadshow_engagements_pitch_id_pitches'), 'pitches', ['pitch_id'], ['id'], ondelete='CASCADE')

    with op.batch_alter_table('pitches', schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_pitches_project_id_projects'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_pitches_speaker_id_users'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_pitches_speaker_id'))
        batch_op.drop_column('speaker_id')

