"""Projects: how they come into the permanent hall, what is seen of them, and what they are matched to."""

from flask import Flask

from matchmaking.core.jobs import run_waiting
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.visitor import Seen, Visitor, fields_of


def write(visitor: Visitor, page: Seen, values: dict[str, str | list[str]]) -> Seen:
    """Send a step of the form as a browser would."""
    sent = {**fields_of(page.form(action=page.path)), **values, "action": "next"}
    response = visitor.send("post", page.path, data=sent, follow_redirects=True)
    return Seen(response.status_code, response.request.path, response)


def test_a_project_is_written_checked_and_shown_in_the_hall(app: Flask, visitor: Visitor) -> None:
    person = make_user()
    make_organisation(name="楠溪先进制造研究院", owner=person, county_code="330324")
    owner, broker = Visitor(app).sign_in(person), Visitor(app).sign_in(make_user("broker"))
    page = write(
        owner,
        owner.open("/projects/new"),
        {
            "title": "阀座耐磨涂层产业化", "sentence": "让阀座一年只换一次", "summary": "阀座三个月就磨穿。",
            "industry_codes": "pump_valve", "stage": "pilot",
        },
    )  # fmt: skip
    assert page.path == "/projects/1/edit/technology"
    page = write(owner, page, {"technology": "激光重熔。", "rights-0-title": "一种涂层", "rights-0-basis": "licensed"})
    page = write(
        owner, page,
        {"market": "300 家泵阀厂。", "business_model": "按件收费。", "members-0-name": "林某",
         "members-0-role": "工艺负责人"},
    )  # fmt: skip
    page = write(
        owner, page,
        {"funding_need": "500", "funding_round": "angel", "valuation": "6000", "landing_county_codes": "330324"},
    )  # fmt: skip
    page = write(owner, page, {"contact_name": "周联络", "contact_phone": "0577-0000"})
    assert page.path == "/projects/1/submit"
    assert "写了资金需求，请写明钱用在哪里。" in page.text
    write(owner, owner.open("/projects/1/edit/funding"), {"funding_use": "中试线。"})
    owner.submit(owner.open("/projects/1/submit"), {"not_secret": "y"}, button="提交核验")
    broker.submit(broker.open("/projects/1"), button="核验通过，发布")
    run_waiting()
    paths = ("/projects?q=激光重熔", "/projects?stage=pilot&landing=330324&funding=300_1000", "/search?q=激光重熔",
             "/organisations/1")  # fmt: skip
    for path in paths:
        assert "阀座耐磨涂层产业化" in visitor.open(path).text, path
    assert "没有符合这些条件的项目" in visitor.open("/projects?stage=laboratory").text
    shown = visitor.open("/projects/1").text.replace("\xa0", " ")
    for words in ("让阀座一年只换一次", "500 万元", "愿意落在永嘉县", "得到许可", "林某"):
        assert words in shown, words
    for words in ("6000", "天使轮", "周联络", "0577"):
        assert words not in shown, words
    assert "融资轮次和投前估值" in shown
    owned = owner.open("/projects/1").text.replace("\xa0", " ")
    assert "天使轮" in owned
    assert "6,000 万元" in owned or "6000 万元" in owned
