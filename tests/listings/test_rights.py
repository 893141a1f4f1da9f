"""Who may see and do what: one table for both sides."""

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import reading
from matchmaking.listings import permissions
from matchmaking.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.listings.sides import Tried
from tests.visitor import Visitor

STATES = ("draft", "submitted", "published", "withdrawn")
HERE, ELSEWHERE = "330324", "330302"
OWN = 1
VIEWERS = {
    "nobody": Viewer.nobody(),
    "stranger": Viewer(user_id=9, role="enterprise", organisation_id=2, memberships={2: "owner"}),
    "reader": Viewer(user_id=3, role="researcher", memberships={OWN: "reader"}),
    "editor": Viewer(user_id=4, role="researcher", memberships={OWN: "editor"}),
    "owner": Viewer(user_id=5, role="enterprise", memberships={OWN: "owner"}),
    "investor": Viewer(user_id=6, role="investor"),
    "broker": Viewer(user_id=7, role="broker"),
    "county": Viewer(user_id=8, role="county_officer", county_code=HERE),
    "other county": Viewer(user_id=10, role="county_officer", county_code=ELSEWHERE),
    "city": Viewer(user_id=11, role="city_officer"),
    "administrator": Viewer(user_id=12, role="administrator"),
}
# For each step and each state, exactly who may; a state that is not listed is for nobody.
MAY = {
    "view": {
        "draft": {"reader", "editor", "owner"},
        "submitted": {"reader", "editor", "owner", "broker", "county", "city", "administrator"},
        "published": set(VIEWERS),
        "withdrawn": {"reader", "editor", "owner", "county", "city", "administrator"},
    },
    "edit": {"draft": {"editor", "owner"}, "submitted": {"broker"}, "published": {"editor", "owner"}},
    "submit": {"draft": {"editor", "owner"}},
    "publish": {"submitted": {"broker", "county", "city", "administrator"}},
    "withdraw": {"published": {"owner", "county", "city", "administrator"}},
    "reopen": {"submitted": {"editor", "owner"}, "withdrawn": {"editor", "owner"}},
}


@pytest.mark.parametrize("step", MAY)
@pytest.mark.parametrize("state", STATES)
def test_exactly_these_people_may(tried: Tried, step: str, state: str) -> None:
    record = tried.side.model(state=state, organisation_id=OWN, county_code=HERE)
    may = getattr(permissions, f"can_{step}_listing")
    allowed = MAY[step].get(state, set())
    if (tried.side.kind, step, state) == ("demand", "edit", "submitted"):
        # What an enterprise handed in is rewritten by a revision that it approves.
        allowed = set()
    assert {name for name, viewer in VIEWERS.items() if may(viewer, record)} == allowed


def test_the_query_of_visible_records_says_the_same_as_the_predicate(app: Flask, tried: Tried) -> None:
    own, other = make_organisation(), make_organisation(county_code=ELSEWHERE)
    assert own.id == OWN
    records = [tried.make(organisation, state=state) for state in STATES for organisation in (own, other)]
    for name, viewer in VIEWERS.items():
        query = permissions.visible(tried.side.model, viewer).with_only_columns(tried.side.model.id)
        with reading() as session:
            seen = set(session.scalars(query))
        assert (name, seen) == (name, {one.id for one in records if permissions.can_view_listing(viewer, one)})


def test_who_may_not_know_of_a_draft_gets_the_answer_for_a_missing_one(app: Flask, tried: Tried) -> None:
    tried.make(state="draft")
    broker = Visitor(app).sign_in(make_user("broker"))
    for record_id in (1, 999):
        for verb in ("edit/audience", "submit", "publish", "send-back", "withdraw", "reopen"):
            assert (verb, broker.post(tried.path(record_id, verb), {"reason": "x"}).status) == (verb, 404)


def test_a_stranger_may_read_what_is_published_and_no_more(app: Flask, tried: Tried) -> None:
    tried.make()
    stranger = make_user()
    make_organisation(owner=stranger)
    visitor = Visitor(app).sign_in(stranger)
    assert visitor.open(tried.path(1)).status == 200
    for verb in ("edit/audience", "submit", "publish", "send-back", "withdraw", "reopen"):
        assert (verb, visitor.post(tried.path(1, verb), {"reason": "x", "title": "x"}).status) == (verb, 403)


def test_the_desk_is_for_brokers_and_officers(app: Flask, tried: Tried) -> None:
    make_organisation(owner=(owner := make_user()))
    assert Visitor(app).sign_in(owner).open(f"/desk/{tried.side.room}").status == 403
    for role in ("broker", "city_officer", "administrator"):
        assert Visitor(app).sign_in(make_user(role)).open(f"/desk/{tried.side.room}").status == 200


def test_a_county_officer_finds_the_own_county_at_the_desk(app: Flask, tried: Tried) -> None:
    tried.make(make_organisation(county_code=HERE), state="submitted", title="本县的一条")
    tried.make(make_organisation(county_code=ELSEWHERE), state="submitted", title="外县的一条")
    officer = Visitor(app).sign_in(make_user("county_officer", county_code=HERE))
    page = officer.open(f"/desk/{tried.side.room}")
    assert "本县的一条" in page.text
    assert "外县的一条" not in page.text
    assert officer.open(tried.path(2)).status == 404
    assert officer.post(tried.path(2, "publish")).status == 404


def test_who_belongs_nowhere_cannot_write_and_reads_why(app: Flask, tried: Tried) -> None:
    page = Visitor(app).sign_in(make_user()).open(tried.path("new"))
    assert page.path == "/organisations/new"
    assert "请先登记或加入一个单位" in page.text


def test_a_reader_sees_drafts_but_gets_no_form(app: Flask, tried: Tried) -> None:
    reader = make_user()
    tried.make(make_organisation(reader=reader), state="draft", title="只读的草稿")
    visitor = Visitor(app).sign_in(reader)
    assert "只读的草稿" in visitor.open(tried.path("mine")).text
    assert "修改内容" not in visitor.open(tried.path(1)).text
    assert visitor.open(tried.path(1, "edit")).status == 403
    assert visitor.open(tried.path("new")).status == 403


def test_rights_end_with_the_membership(app: Flask, tried: Tried) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    tried.make(organisation, state="draft")
    visitor = Visitor(app).sign_in(owner)
    assert visitor.open(tried.path(1, "edit")).status == 200
    with app.extensions["database"].writing() as session:
        for membership in session.scalars(select(Organisation)).one().members:
            session.delete(membership)
        session.commit()
    assert visitor.open(tried.path(1)).status == 404
