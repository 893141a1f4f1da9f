"""Performance of contracts: plans, milestones, payments, accords, disputes; values that enterprises verified."""

import sqlalchemy as sa
from alembic import op

import matchmaking.core.db

revision = '0044'
down_revision = '0043'


def upgrade() -> None:
    """Apply the change."""

    op.create_table(
        "verified_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("achievement_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("operator", sa.String(length=255), nullable=False),
        sa.Column("value_low", sa.Float(), nullable=True),
        sa.Column("value_high", sa.Float(), nullable=True),
        sa.Column("text", sa.String(length=255), nullable=True),
        sa.Column("unit", sa.String(length=255), nullable=True),
        sa.Column("condition", sa.String(length=255), nullable=True),
        sa.Column("source_name", sa.String(length=255), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["achievement_id"],
            ["achievements.id"],
            name=op.f("fk_verified_values_achievement_id_achievements"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verified_values")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("verified_values", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verified_values_achievement_id"), ["achievement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_verified_values_origin"), ["origin"], unique=False)

    op.create_table(
        "performance_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("total", matchmaking.core.db.Money(precision=16, scale=2), nullable=False),
        sa.Column("next_words", sa.String(length=255), nullable=False),
        sa.Column("accepted_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contracts.id"],
            name=op.f("fk_performance_plans_contract_id_contracts"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_performance_plans_deal_id_deals"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_performance_plans")),
        sa.UniqueConstraint("deal_id", name=op.f("uq_performance_plans_deal_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("performance_plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_performance_plans_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "milestones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("waived_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("opened_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("paid_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_milestones_deal_id_deals"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["performance_plans.id"],
            name=op.f("fk_milestones_plan_id_performance_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestones_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_milestones_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index("ix_milestones_state_due", ["state", "due_on"], unique=False)

    op.create_table(
        "milestone_deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=255), nullable=False),
        sa.Column("at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_milestone_deliveries_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["users.id"],
            name=op.f("fk_milestone_deliveries_decided_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestones.id"],
            name=op.f("fk_milestone_deliveries_milestone_id_milestones"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_deliveries")),
        sa.UniqueConstraint("form_key", name=op.f("uq_milestone_deliveries_form_key")),
        sa.UniqueConstraint("milestone_id", "number", name=op.f("uq_milestone_deliveries_milestone_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("amount", matchmaking.core.db.Money(precision=16, scale=2), nullable=False),
        sa.Column("received", matchmaking.core.db.Money(precision=16, scale=2), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_payments_deal_id_deals"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestones.id"], name=op.f("fk_payments_milestone_id_milestones"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["performance_plans.id"],
            name=op.f("fk_payments_plan_id_performance_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payments_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payments_milestone_id"), ["milestone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payments_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "performance_accords",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("open_key", sa.String(length=255), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=255), nullable=False),
        sa.Column("side", sa.String(length=255), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("buyer_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("buyer_by_id", sa.Integer(), nullable=True),
        sa.Column("seller_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("seller_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_side", sa.String(length=255), nullable=True),
        sa.Column("answered_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("form_key", sa.String(length=255), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["buyer_by_id"], ["users.id"], name=op.f("fk_performance_accords_buyer_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_performance_accords_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_performance_accords_deal_id_deals"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestones.id"],
            name=op.f("fk_performance_accords_milestone_id_milestones"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["seller_by_id"], ["users.id"], name=op.f("fk_performance_accords_seller_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_performance_accords")),
        sa.UniqueConstraint("form_key", name=op.f("uq_performance_accords_form_key")),
        sa.UniqueConstraint("open_key", name=op.f("uq_performance_accords_open_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("performance_accords", schema=None) as batch_op:
        batch_op.create_index("ix_performance_accords_deal_kind", ["deal_id", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_performance_accords_milestone_id"), ["milestone_id"], unique=False)

    op.create_table(
        "performance_disputes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("next_side", sa.String(length=255), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("side", sa.String(length=255), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.String(length=255), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_performance_disputes_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_performance_disputes_deal_id_deals"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestones.id"],
            name=op.f("fk_performance_disputes_milestone_id_milestones"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_performance_disputes")),
        sa.UniqueConstraint("form_key", name=op.f("uq_performance_disputes_form_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("performance_disputes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_performance_disputes_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_performance_disputes_milestone_id"), ["milestone_id"], unique=False)

    op.create_table(
        "plan_criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("operator", sa.String(length=255), nullable=False),
        sa.Column("value_low", sa.Float(), nullable=True),
        sa.Column("value_high", sa.Float(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=255), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestones.id"],
            name=op.f("fk_plan_criteria_milestone_id_milestones"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["performance_plans.id"],
            name=op.f("fk_plan_criteria_plan_id_performance_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_criteria")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("plan_criteria", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_criteria_milestone_id"), ["milestone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_criteria_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "delivered_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("wanted", sa.String(length=255), nullable=False),
        sa.Column("value_low", sa.Float(), nullable=True),
        sa.Column("value_high", sa.Float(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=255), nullable=False),
        sa.Column("condition", sa.String(length=255), nullable=False),
        sa.Column("measured_by", sa.String(length=255), nullable=False),
        sa.Column("proposed", sa.String(length=255), nullable=False),
        sa.Column("verdict", sa.String(length=255), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["plan_criteria.id"],
            name=op.f("fk_delivered_values_criterion_id_plan_criteria"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["milestone_deliveries.id"],
            name=op.f("fk_delivered_values_delivery_id_milestone_deliveries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivered_values")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("delivered_values", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivered_values_delivery_id"), ["delivery_id"], unique=False)

    op.create_table(
        "payment_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("amount", matchmaking.core.db.Money(precision=16, scale=2), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("invoice_number", sa.String(length=255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("side", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_payment_entries_payment_id_payments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_payment_entries_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_entries")),
        sa.UniqueConstraint("form_key", name=op.f("uq_payment_entries_form_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("payment_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_entries_payment_id"), ["payment_id"], unique=False)

    op.create_table(
        "performance_dispute_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("closes", sa.Boolean(), nullable=False),
        sa.Column("side", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["performance_disputes.id"],
            name=op.f("fk_performance_dispute_steps_dispute_id_performance_disputes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_performance_dispute_steps_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_performance_dispute_steps")),
        sa.UniqueConstraint("form_key", name=op.f("uq_performance_dispute_steps_form_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("performance_dispute_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_performance_dispute_steps_dispute_id"), ["dispute_id"], unique=False)

    op.create_table(
        "plan_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=255), nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("accord_id", sa.Integer(), nullable=True),
        sa.Column("at", matchmaking.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["accord_id"],
            ["performance_accords.id"],
            name=op.f("fk_plan_versions_accord_id_performance_accords"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["performance_plans.id"],
            name=op.f("fk_plan_versions_plan_id_performance_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_versions")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_versions_plan_id_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("achievements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("verified_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take the change back."""

    with op.batch_alter_table("achievements", schema=None) as batch_op:
        batch_op.drop_column("verified_on")

    op.drop_table("plan_versions")
    with op.batch_alter_table("performance_dispute_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_performance_dispute_steps_dispute_id"))

    op.drop_table("performance_dispute_steps")
    with op.batch_alter_table("payment_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_entries_payment_id"))

    op.drop_table("payment_entries")
    with op.batch_alter_table("delivered_values", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivered_values_delivery_id"))

    op.drop_table("delivered_values")
    with op.batch_alter_table("plan_criteria", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_criteria_plan_id"))
        batch_op.drop_index(batch_op.f("ix_plan_criteria_milestone_id"))

    op.drop_table("plan_criteria")
    with op.batch_alter_table("performance_disputes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_performance_disputes_milestone_id"))
        batch_op.drop_index(batch_op.f("ix_performance_disputes_deal_id"))

    op.drop_table("performance_disputes")
    with op.batch_alter_table("performance_accords", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_performance_accords_milestone_id"))
        batch_op.drop_index("ix_performance_accords_deal_kind")

    op.drop_table("performance_accords")
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payments_plan_id"))
        batch_op.drop_index(batch_op.f("ix_payments_milestone_id"))
        batch_op.drop_index(batch_op.f("ix_payments_deal_id"))

    op.drop_table("payments")
    op.drop_table("milestone_deliveries")
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.drop_index("ix_milestones_state_due")
        batch_op.drop_index(batch_op.f("ix_milestones_plan_id"))
        batch_op.drop_index(batch_op.f("ix_milestones_deal_id"))

    op.drop_table("milestones")
    with op.batch_alter_table("performance_plans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_performance_plans_contract_id"))

    op.drop_table("performance_plans")
    with op.batch_alter_table("verified_values", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verified_values_origin"))
        batch_op.drop_index(batch_op.f("ix_verified_values_achievement_id"))

    op.drop_table("verified_values")
