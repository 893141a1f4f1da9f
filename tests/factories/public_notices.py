"""Public notices for tests."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from matchmaking.core.db import current_session, unit_of_work
from matchmaking.core.jobs import Job, enqueue, run_waiting
from matchmaking.public_notices.kinds import NoticeKind, register_notice_kind
from matchmaking.public_notices.models import PublicNotice
from matchmaking.public_notices.services import Contact, Period, start_notice
from tests.factories.organisations import make_organisation

PLANTED = "planted"
register_notice_kind(NoticeKind(PLANTED, "planted"))
CONTACT = Contact("永嘉县科技局", "0577-67221234")


def make_notice(subject: Any = None, **values: Any) -> PublicNotice:
    """A running notice about a record, stored; without one about an organisation of its own."""
    subject = subject or make_organisation()
    with unit_of_work():
        return start_notice(
            PLANTED,
            subject,
            **{
                "title": "阀座涂层榜单公示",
                "fields": [("需求名称", "阀座涂层"), ("投入资金", "180 万元")],
                "period": Period(5, "working"),
                "contact": CONTACT,
                "county_code": "330324",
                "actor": None,
                **values,
            },
        )


def let_days_pass(notice: PublicNotice, days: int) -> None:
    """Move a notice and the job that ends it into the past, behind the back of the model, which refuses changes."""
    with unit_of_work():
        moved = {
            "starts_on": notice.starts_on - timedelta(days=days),
            "ends_on": notice.ends_on - timedelta(days=days),
        }
        current_session().execute(
            update(PublicNotice)
            .where(PublicNotice.id == notice.id)
            .values(moved)
            .execution_options(synchronize_session=False)
        )
        jobs = update(Job).where(Job.name == "public_notices.end", Job.state == "waiting")
        current_session().execute(jobs.values(run_after=notice.created_at - timedelta(days=1)))
        enqueue("public_notices.sweep")
    run_waiting()
