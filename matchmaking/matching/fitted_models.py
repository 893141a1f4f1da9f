"""Models fitted on the site's own judgments: what each learned, from how much, how good it is, and which are used."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint, event, func, select
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from matchmaking.accounts.models import User
from matchmaking.core.db import Base, current_session, now

LEVELS, RANKER = "levels", "ranker"
KINDS = (LEVELS, RANKER)


class FittedModel(Base):
    """One version of a model. It never changes; the next fit is the next version.

    `data_digest` names the cases that it was fitted on: the same cases with the same seed give the same parameters.
    """

    __tablename__ = "fitted_models"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    number: Mapped[int]
    fitted_at: Mapped[datetime] = mapped_column(default=now)
    fitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # The version of the scores whose parts it learned from.
    rules_version: Mapped[str]
    seed: Mapped[int]
    judgment_count: Mapped[int]
    demand_count: Mapped[int]
    data_digest: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)

    @property
    def version(self) -> str:
        """How stored scores and pages name it: l3 for levels, r3 for a ranker."""
        return f"{self.kind[0]}{self.number}"


class ModelSwitch(Base):
    """One decision which model of a kind is used from now on; without a model none is. The last one holds."""

    __tablename__ = "model_switches"
    __table_args__ = (Index("ix_model_switches_kind", "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    model_id: Mapped[int | None] = mapped_column(ForeignKey("fitted_models.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    # Nobody: the monthly fit.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    by_machine: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")

    model: Mapped[FittedModel | None] = relationship()
    by: Mapped[User | None] = relationship()


@event.listens_for(FittedModel, "before_update")
@event.listens_for(ModelSwitch, "before_update")
def _refuse(_mapper: Mapper[Any], _connection: Any, target: Any) -> None:
    """What scores refer to must stay what it was."""
    raise RuntimeError(f"{type(target).__name__} rows never change; add a new one")


def last_switch(kind: str) -> ModelSwitch | None:
    """The decision that holds for a kind."""
    return current_session().scalar(
        select(ModelSwitch).where(ModelSwitch.kind == kind).order_by(ModelSwitch.id.desc()).limit(1)
    )


def active_model(kind: str) -> FittedModel | None:
    """The model of a kind that is used now."""
    last = select(func.max(ModelSwitch.id)).where(ModelSwitch.kind == kind).scalar_subquery()
    query = select(FittedModel).join(ModelSwitch, ModelSwitch.model_id == FittedModel.id)
    return current_session().scalar(query.where(ModelSwitch.id == last))


def models_of(kind: str, limit: int = 12) -> list[FittedModel]:
    """The latest versions of a kind, the newest first."""
    query = select(FittedModel).where(FittedModel.kind == kind).order_by(FittedModel.number.desc())
    return list(current_session().scalars(query.limit(limit)))
