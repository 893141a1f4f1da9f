"""Enquiries: somebody asks an expert or a service base for a talk."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.core.db import Base, Stamped, Versioned
from matchmaking.demands.models import Demand
from matchmaking.enquiries.states import ASKED
from matchmaking.organisations.models import Organisation


class Enquiry(Versioned, Stamped, Base):
    """One request. `subject_type` and `subject_id` name the record that was asked, `owner_id` its organisation.

    `user_id` is the person who asked, in the name of `organisation_id`; `holder_id` the person who answers, when that
    is one person and not whoever writes for the organisation.
    """

    __tablename__ = "enquiries"
    __table_args__ = (
        Index("ix_enquiries_subject", "subject_type", "subject_id", "created_at"),
        Index("ix_enquiries_owner_state", "owner_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    # As it was called when it was asked; never a name of a person.
    title: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demands.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    # The other side reads 一家企业 and the county until the asker says who it is.
    hides_asker: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default=ASKED)
    answer: Mapped[str] = mapped_column(Text, default="")
    # A code of `states.REASONS`.
    reason_code: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    # Random, from the hidden field of the form: sent twice, it makes one enquiry.
    form_key: Mapped[str | None] = mapped_column(unique=True)
    # While it waits: one for an organisation and a record.
    open_key: Mapped[str | None] = mapped_column(unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)

    owner: Mapped[Organisation] = relationship(foreign_keys=[owner_id])
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    demand: Mapped[Demand | None] = relationship()
