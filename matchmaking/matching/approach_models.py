"""From which achievement a direct demand was started."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import Base, now
from matchmaking.demands.models import Demand


class Approach(Base):
    """An organisation wants to talk about this achievement: the demand that says so."""

    __tablename__ = "approaches"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"), unique=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievements.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    demand: Mapped[Demand] = relationship()
    achievement: Mapped[Achievement] = relationship()
