"""The stored figures about the quality of matching: computed by a job, read by the page."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.core.db import Base, current_session, now

# The whole city; other scopes are codes of counties.
CITY = ""
# The form of the figures; what an older release stored is computed anew before it is shown.
FORM = 2


class QualityReport(Base):
    """The present figures of the city or of one county; each computation takes the place of the one before."""

    __tablename__ = "quality_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(unique=True)
    computed_at: Mapped[datetime] = mapped_column(default=now)
    # The month (2026-11) in which models were last fitted, whatever came of it.
    fitted_month: Mapped[str] = mapped_column(default="")
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)


def figures_of(report: QualityReport | None) -> dict[str, Any] | None:
    """What a report says; None when there is none yet that this release can read."""
    return report.figures if report and report.figures.get("form") == FORM else None


def report_of(scope: str) -> QualityReport | None:
    """The stored figures of a scope; None before they were computed for the first time."""
    return current_session().scalar(select(QualityReport).where(QualityReport.scope == scope))
