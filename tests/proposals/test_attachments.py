"""Files of an answer: read by who may read it, attached by its editors while it may be changed."""

from datetime import timedelta
from io import BytesIO

from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.demands.models import Demand
from matchmaking.files.models import Download
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.proposals.trips import make_trip
from tests.visitor import Seen, Visitor

REPORT = "结合强度 76 MPa".encode()


def attach(visitor: Visitor) -> Seen:
    return visitor.post("/files/attach/proposals/1/proposal", {"file": (BytesIO(REPORT), "检测报告.txt")})


def test_files_go_with_the_answer(app: Flask) -> None:
    trip = make_trip(app, mode="challenge")
    page = trip.submitted()
    assert "已上传“检测报告.txt”" in attach(trip.writer).text
    path = trip.writer.open(page).soup.select_one("ul.files a")["href"]
    stranger = make_user("researcher")
    make_organisation(owner=stranger)
    other = Visitor(app).sign_in(stranger)
    assert [one.open(path).status for one in (trip.writer, trip.enterprise, other)] == [200, 404, 404]
    with unit_of_work() as session:
        session.get_one(Demand, trip.demand.id).deadline_on = today() - timedelta(days=1)
    assert [one.open(path).status for one in (trip.writer, trip.enterprise, other)] == [200, 200, 404]
    assert attach(trip.writer).status == 403
    assert "上传附件" not in trip.writer.open(page).text
    with reading() as session:
        takers = session.scalars(select(Download.organisation_id).order_by(Download.id)).all()
    assert takers == [trip.team.id, trip.team.id, trip.demand.organisation_id]
