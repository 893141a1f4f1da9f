"""What every table of fits has: a demand and a record of another kind that may help with it, and why."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Float, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from matchmaking.demands.models import Demand


class Fit:
    """One pair. `score` (0 to 1) orders it and is never shown; `reasons` holds codes, words and ids."""

    # The table of the records that fit.
    record_table: ClassVar[str]

    id: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[float] = mapped_column(Float)
    text_score: Mapped[float] = mapped_column(Float)
    reasons: Mapped[dict[str, Any]]
    computed_at: Mapped[datetime]
    # When the people of the record were told of the demand; they are told once.
    notified_at: Mapped[datetime | None]

    @declared_attr
    def demand_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("demands.id", ondelete="CASCADE"))

    @declared_attr
    def record_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey(f"{cls.record_table}.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def demand(cls) -> Mapped[Demand]:
        return relationship(Demand)
