"""The pages: a session from the empty form to its list of guests; what others see, and what they do not."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from icalendar import Calendar
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import select

from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.history import HistoryEntry
from matchmaking.roadshows.models import Pitch, Registration, Roadshow
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.roadshows import make_roadshow
from tests.visitor import Seen, Visitor

DAY = (now().astimezone(SHANGHAI) + timedelta(days=4)).date().isoformat()
SESSION = {
    "title": "泵阀与流体装备专场", "theme": "专场", "day": DAY, "begin": "14:30", "end": "16:30", "form": "onsite",
    "place": "科技路 1 号", "capacity": "1", "description": "三个项目。",
}  # fmt: skip


@pytest.fixture
def organiser(app: Flask) -> Visitor:
    user = make_user("broker", name="叶知棠")
    make_organisation(kind="transfer_centre", name="瓯越技术转移中心", owner=user)
    return Visitor(app).sign_in(user)


def planned(organiser: Visitor, **values: str) -> Seen:
    return organiser.submit(organiser.open("/roadshows/new"), {**SESSION, **values}, button="保存草稿")


def test_a_session_is_planned_announced_registered_for_and_received(app: Flask, organiser: Visitor) -> None:
    page = planned(organiser)
    assert "草稿已保存" in page.text
    for row in ({"kind": "talk", "title": "开场", "minutes": "10"}, {"kind": "questions", "minutes": "30"}):
        page = organiser.submit(organiser.open("/roadshows/1/agenda"), row, button="加入议程")
    clash = organiser.submit(page, {"kind": "break", "begin": "14:35", "minutes": "5"}, button="加入议程")
    assert clash.status == 422
    assert "的时间重叠" in clash.errors()[0]
    assert clash.soup.select_one("#begin")["value"] == "14:35"
    organiser.submit(organiser.open("/roadshows/1/agenda"), button="下移")
    guest, late = (Visitor(app).sign_in(make_user(name=name)) for name in ("柳拾禾", "程澍"))
    assert guest.open("/roadshows/1").status == 404
    organiser.submit(organiser.open("/roadshows/1/agenda"), button="发布这一场")
    shown = Visitor(app).open("/roadshows/1")
    assert shown.text.index("自由问答 30 分钟") < shown.text.index("开场 10 分钟")
    assert len(shown.soup.find("meta", property="og:title")["content"]) < 28
    assert "登录后预约" in shown.text
    assert "已预约" in guest.submit(guest.open("/roadshows/1"), button="预约").text
    waiting = late.submit(late.open("/roadshows/1"), button="加入候补")
    assert "候补第 1 位" in waiting.text
    assert guest.open("/roadshows/1/participants").status == 403
    assert "程澍" not in guest.open("/roadshows/1").text
    names = organiser.open("/roadshows/1/participants")
    assert names.text.count("候补中") == 1
    assert "柳拾禾已到场" in organiser.submit(names, action="/roadshows/registrations/1/present").text
    sheet = load_workbook(BytesIO(organiser.open("/roadshows/1/participants.xlsx").response.data)).active
    assert [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=2)] == [
        ["柳拾禾", None, "线下", "已到场"],
        ["程澍", None, "线下", "候补中"],
    ]
    with reading() as session:
        export = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "roadshows.exported")).one()
        assert export.data == {"count": 2}


def test_what_is_wrong_in_the_form_is_said_and_what_was_typed_stays(app: Flask, organiser: Visitor) -> None:
    app.config["LIVE_HOSTS"] = ["live.example.com"]
    page = planned(
        organiser, end="14:00", place="", host_email="nobody@example.com", live_url="https://evil.example/a.m3u8"
    )
    assert page.status == 422
    said = " ".join(page.errors())
    for words in ("结束时间要晚于开始时间", "请写到门牌和楼层", "没有这个邮箱的账号", "不在允许的直播网站里"):
        assert words in said
    assert page.soup.select_one("#live_url")["value"] == "https://evil.example/a.m3u8"
    with reading() as session:
        assert session.scalars(select(Roadshow)).all() == []


def test_a_drag_with_an_old_version_is_refused_and_a_new_one_is_stored(app: Flask, organiser: Visitor) -> None:
    planned(organiser)
    with unit_of_work() as session:
        one = session.get_one(Roadshow, 1)
        for place, title in enumerate(("甲", "乙")):
            at = one.starts_at + timedelta(minutes=20 * place)
            one.pitches.append(Pitch(title=title, starts_at=at, ends_at=at + timedelta(minutes=20), position=place))
    form = organiser.open("/roadshows/1/agenda").form("/arrange")
    version = form.find("input", attrs={"name": "version"})["value"]
    assert organiser.post("/roadshows/1/arrange", {"order": "2,1", "version": "99"}).status == 409
    assert organiser.post("/roadshows/1/arrange", {"order": "2,x", "version": version}).status == 409
    stored = organiser.post("/roadshows/1/arrange", {"order": "2,1", "version": version})
    assert [one["data-title"] for one in stored.soup.select("[data-arrange] > li")] == ["乙", "甲"]
    assert stored.soup.select_one("[data-arrange] time").text == "14:30"


def test_the_lobby_shows_what_is_on_the_days_and_what_was(app: Flask, visitor: Visitor) -> None:
    empty = visitor.open("/roadshows")
    assert "近期还没有排出场次" in empty.text
    assert "还没有可以回看的路演" in empty.text
    make_roadshow(title="三天后的一场", capacity=1)
    coming = visitor.open("/roadshows").soup.select_one(".show")
    assert coming.select_one("h2").get_text(strip=True) == "三天后的一场"
    assert coming.select_one(".show-next").text == "下一场"
    make_roadshow(
        state="live",
        title="正在进行的一场",
        starts_at=now() - timedelta(minutes=5),
        pitches=[("阀座涂层", 30), ("问答", 30)],
    )
    make_roadshow(state="draft", title="没有发布的一场")
    page = visitor.open("/roadshows")
    show = page.soup.select_one(".show")
    assert show.select_one("[aria-current=true] .show-title").text == "阀座涂层"
    later = (now() + timedelta(days=3)).astimezone(SHANGHAI).date().isoformat()
    assert "三天后的一场" in visitor.open(f"/roadshows?day={later}").text
    month = visitor.open(f"/roadshows/month?month={later[:7]}")
    assert "三天后的一场" in month.text
    assert "没有发布的一场" not in page.text + month.text + visitor.open("/roadshows.ics").html
    assert visitor.open("/roadshows?day=nonsense&industry=nonsense").status == 200
    assert visitor.open("/roadshows/month?month=0000-13").status == 200


def test_the_secret_calendar_shows_the_own_sessions_until_it_is_renewed(app: Flask) -> None:
    user = make_user()
    one, _other = make_roadshow(title="我的一场"), make_roadshow(title="别人的一场")
    with unit_of_work() as session:
        session.add(Registration(roadshow_id=one.id, user_id=user.id, queued_at=now(), state="waiting"))
    mine = Visitor(app).sign_in(user)
    mine.submit(mine.open("/roadshows/registrations"), button="生成我的日历地址")

    def address() -> str:
        link = mine.open("/roadshows/registrations").soup.select_one("#own-calendar")["value"]
        return link[link.index("/roadshows") :]

    first, stranger = address(), Visitor(app)
    events = Calendar.from_ical(stranger.open(first).response.data).walk("VEVENT")
    assert [(str(event["summary"]), event["status"]) for event in events] == [("我的一场", "TENTATIVE")]
    mine.submit(mine.open("/roadshows/registrations"), button="换一个地址")
    assert stranger.open(first).status == 404
    assert stranger.open(address()).status == 200
    assert stranger.open(address()[:-6] + "x.ics").status == 404


def test_the_code_and_the_card_are_pictures_that_lead_here(app: Flask, visitor: Visitor) -> None:
    one = make_roadshow(title="一个标题长到要分成三行才放得下的泵阀与流体装备现场问题专场第十二期增刊")
    code = visitor.open(f"/roadshows/{one.id}/qr.svg")
    assert code.response.mimetype == "image/svg+xml"
    assert f"/roadshows/{one.id}" in code.html
    with Image.open(BytesIO(visitor.open(f"/roadshows/{one.id}/card.png").response.data)) as card:
        assert card.size == (1200, 630)
