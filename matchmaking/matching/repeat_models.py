"""Which demand repeats an earlier one, so that what brokers said of that one is remembered."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, now
from matchmaking.demands.models import Demand


class Repeat(Base):
    """`demand` says nearly the same as `earlier`, which may be over by now. `likeness` is the cosine of their words."""

    __tablename__ = "demand_repeats"
    __table_args__ = (
        UniqueConstraint("demand_id", "earlier_id"),
        Index("ix_demand_repeats_earlier_id", "earlier_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"))
    earlier_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"))
    likeness: Mapped[float] = mapped_column(Float)
    found_at: Mapped[datetime] = mapped_column(default=now)

    demand: Mapped[Demand] = relationship(foreign_keys=[demand_id])
    earlier: Mapped[Demand] = relationship(foreign_keys=[earlier_id])
