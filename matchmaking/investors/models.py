"""What an investor says that it looks for: one row for each organisation."""

from decimal import Decimal

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.organisations.models import Organisation


class InvestorProfile(Versioned, Stamped, Base):
    """The stated interests of one investor. What is empty was not stated and excludes nothing.

    `ticket_low` and `ticket_high` are yuan for one investment. `keywords` are compared with the text of projects,
    `words` are read by people only. `is_public`: the investor agreed to be listed and shown to the teams of projects
    that fit.
    """

    __tablename__ = "investor_profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), unique=True)
    industry_codes: Mapped[list[str]] = mapped_column(default=list)
    stages: Mapped[list[str]] = mapped_column(default=list)
    ticket_low: Mapped[Decimal | None]
    ticket_high: Mapped[Decimal | None]
    county_codes: Mapped[list[str]] = mapped_column(default=list)
    keywords: Mapped[list[str]] = mapped_column(default=list)
    words: Mapped[str] = mapped_column(Text, default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    is_sample: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation] = relationship()
