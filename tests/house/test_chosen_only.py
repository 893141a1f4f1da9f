"""A demand for a chosen few is nowhere for anybody else: on no page, in no list, export, index, notice or letter."""

from urllib.parse import quote

from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.jobs import run_waiting
from matchmaking.demands.inviting import tell
from matchmaking.demands.models import Demand, Invitee
from matchmaking.follows.models import Follow, SavedSearch
from matchmaking.matching.models import Match
from matchmaking.notifications.models import Notice
from matchmaking.search.engine import Query
from matchmaking.search.following import catch_up, rebuild_index
from matchmaking.search.registry import engine
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.fitting import FITTING_ACHIEVEMENT, FITTING_DEMAND
from tests.factories.organisations import make_organisation
from tests.house.test_leaks import readable
from tests.house.test_matrix import entries
from tests.house.world import COUNTY, ELSEWHERE, World, plant, rules
from tests.kept import kept
from tests.visitor import Visitor

# It occurs in nothing else, not even in parts.
TITLE, WORD = "龘靐膜片定向求解", "龘靐"
NUMBERS = {"invited": "XQ-2026-98765", "direct": "XQ-2026-98766"}


class Case:
    """The planted city with an invited and a direct demand, one invited institution, and one that only fits."""

    def __init__(self, world: World) -> None:
        self.app, self.world = world.app, world
        self.invited_person, self.fitting_person = make_user("researcher"), make_user("researcher")
        self.invited = make_organisation(owner=self.invited_person, kind="university", county_code=ELSEWHERE)
        fitting = make_organisation(owner=self.fitting_person, kind="university", county_code=ELSEWHERE)
        self.buyer = make_organisation(owner=make_user(), county_code=COUNTY)
        outsider = self.world.people["X"]
        with unit_of_work() as session:
            session.add(Follow(user_id=outsider.id, organisation_id=self.buyer.id))
            session.add(Follow(user_id=outsider.id, industry_code="new_materials"))
            session.add(
                SavedSearch(
                    user_id=outsider.id, kind="demand", name="一切", arguments={}, fingerprint="x", delivery="at_once"
                )
            )  # fmt: skip
        self.achievement = make_achievement(fitting, **FITTING_ACHIEVEMENT)
        self.demand, self.direct = (self.publish(mode, number) for mode, number in NUMBERS.items())
        run_waiting()

    def publish(self, mode: str, number: str) -> Demand:
        """A demand of this mode, published to the invited institution."""
        data = {**FITTING_DEMAND, "title": f"{TITLE} {mode}", "number": number, "keywords": [WORD], "mode": mode}
        made = make_demand(self.buyer, **data, state="submitted")
        with unit_of_work() as session:
            demand = session.get_one(Demand, made.id)
            session.add(Invitee(demand_id=demand.id, organisation_id=self.invited.id))
            demand.state = "published"
            session.flush()
            tell(demand, list(session.scalars(select(Invitee).where(Invitee.demand_id == demand.id))))
        return made


def chosen_case(app: Flask) -> Case:
    return kept(app, "chosen", lambda: Case(plant(app)))


def planted(world: World) -> list[str]:
    """Every GET route on one planted record."""
    found = {endpoint: world.path(endpoint, place) for method, endpoint, place, _who in entries() if method == "GET"}
    return list(found.values())


def addresses(world: World, case: Case) -> list[str]:
    """All that has to do with the demands."""
    adapter = world.app.url_map.bind("127.0.0.1")
    values = {"achievement_id": case.achievement.id, "step": "terms", "table": "demands", "subject_type": "demands"}
    own = [
        adapter.build(rule.endpoint, {**values, "demand_id": one.id, "subject_id": one.id, "record_id": one.id})
        for rule in rules(world.app, "GET")
        for one in (case.demand, case.direct)
        if {"demand_id", "subject_id", "record_id"} & rule.arguments
        and rule.arguments <= {*values, "demand_id", "subject_id", "record_id"}
    ]
    near = [
        f"/achievements/{case.achievement.id}", f"/organisations/{case.buyer.id}", f"/organisations/{case.invited.id}",
        "/", "/demands?sort=newest", "/demands?industry=new_materials", "/demands.atom", "/demands.csv",
        "/demands.xlsx", "/matches?side=achievement", "/matches?side=demand", "/sitemap-demands-1.xml",
        "/demands/invitations", "/workspace", "/notices",
    ]  # fmt: skip
    searched = [f"{where}?q={quote(word)}" for where in ("/demands", "/search") for word in (WORD, *NUMBERS.values())]
    return list(dict.fromkeys([*own, *near, *searched]))


def signs_of(case: Case) -> list[str]:
    """What would give one of the demands away."""
    ids = (case.demand.id, case.direct.id)
    return [TITLE, *NUMBERS.values(), *(link for one in ids for link in (f'/demands/{one}"', f"/matches/{one}/"))]


def met(signs: list[str], path: str, data: bytes) -> list[str]:
    """The signs on a page. It repeats what was searched for, and the address that was asked for."""
    text = readable(data)
    return [one for one in signs if one in text and quote(one) not in path and one.strip('"') not in path]


def test_nobody_but_the_chosen_meets_the_demands_anywhere(app: Flask) -> None:
    case = chosen_case(app)
    signs = signs_of(case)
    visitors = {letter: Visitor(app) for letter in ("N", "X")}
    for letter, visitor in visitors.items():
        if letter in case.world.cookies:
            visitor.client.set_cookie("session", case.world.cookies[letter])
    visitors["whose achievement fits"] = Visitor(app).sign_in(case.fitting_person)
    wrong = []
    for who, visitor in visitors.items():
        # What the others meet on planted records is looked at in test_every_page.
        near = planted(case.world) if len(who) > 1 else []
        for path in dict.fromkeys([*near, *addresses(case.world, case)]):
            found = met(signs, path, visitor.open(path).response.get_data())
            wrong += [f"{who} {path}: {one}" for one in found]
    assert wrong == [], "\n".join(wrong)
    chosen = Visitor(app).sign_in(case.invited_person)
    assert all(TITLE in chosen.open(f"/demands/{one.id}").text for one in (case.demand, case.direct))


def test_no_index_notice_or_letter_holds_it_and_its_own_side_is_matched(app: Flask) -> None:
    case = chosen_case(app)
    for _again in range(2):
        with reading():
            assert engine().search("demand", Query(text=WORD)).total == 0
            assert case.demand.id not in engine().revisions("demand")
        rebuild_index("demand")
    assert all(one.is_equal for one in catch_up())
    with reading() as session:
        assert session.scalar(select(Match.id).where(Match.demand_id == case.demand.id)) is not None
        told = {one.user_id for one in session.scalars(select(Notice)) if TITLE in str(one.data)}
    assert case.invited_person.id in told
    assert told.isdisjoint({case.fitting_person.id, case.world.people["X"].id})
