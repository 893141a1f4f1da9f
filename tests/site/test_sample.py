"""The invented sample data: whole, checked by the same rules as what people write, and removable without a trace."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement, Measurement
from matchmaking.attributions.models import LedgerEntry
from matchmaking.core.db import Base, reading, session, unit_of_work
from matchmaking.core.jobs import Job, run_waiting
from matchmaking.deals.models import Deal
from matchmaking.deals.services import Opening, log_event, open_deal
from matchmaking.demands.models import Criterion, Demand
from matchmaking.matching.jobs import weigh_and_store
from matchmaking.matching.judgment_models import Judgment
from matchmaking.matching.models import Match
from matchmaking.matching.ranking import DEMAND
from matchmaking.notifications.models import Notice
from matchmaking.organisations.credit_code import read
from matchmaking.organisations.models import Invitation, Organisation
from matchmaking.refinements.models import DemandRevision, Refinement, Squad
from matchmaking.search.following import compare
from matchmaking.site.sample import (
    NEW_NOTICES,
    load_sample,
    read_rows,
    sample_accounts,
    sample_password,
    was_ever_loaded,
)
from matchmaking.site.sample_removal import remove_sample
from matchmaking.vocabulary.queries import is_known, terms
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.visitor import Visitor

ACHIEVEMENTS, DEMANDS = read_rows("achievements"), read_rows("demands")
AT_DESK = read_rows("refinements")
ORGANISATIONS, PEOPLE = read_rows("organisations"), read_rows("people")
PATENTS = {"invention": "1", "utility_model": "2", "design": "3"}


def patent_check(digits: str) -> str:
    """The check sign of an application number by ZC 0006-2003."""
    rest = sum(int(digit) * weight for digit, weight in zip(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True))
    return "X" if rest % 11 == 10 else str(rest % 11)


def count(model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_files_hold_what_a_visitor_should_meet() -> None:
    assert (len(ACHIEVEMENTS), len(DEMANDS), len(ORGANISATIONS), len(PEOPLE)) == (120, 60, 47, 26)
    rows = [*ACHIEVEMENTS, *DEMANDS, *ORGANISATIONS, *PEOPLE]
    assert all(row["is_sample"] is True for row in rows)
    numbers = [row["external_number"] for row in [*ACHIEVEMENTS, *DEMANDS]]
    assert len(set(numbers)) == 180
    assert all(row["email"].endswith("@example.com") for row in PEOPLE)
    assert {row["role"] for row in PEOPLE} == {str(role) for role in Role}


def test_every_code_is_in_the_vocabulary_and_every_county_has_an_organisation(app: Flask) -> None:
    kinds = {
        "industry_codes": "industry", "technical_field": "technical_field", "county_code": "county", "stage": "stage",
        "transfer_modes": "transfer_mode", "pricing_mode": "pricing_mode", "kind": "demand_kind",
        "cooperation_modes": "cooperation_mode", "zone_code": "zone",
    }  # fmt: skip
    unknown = []
    with reading():
        for row in [*ACHIEVEMENTS, *DEMANDS, *({**one, "kind": None} for one in ORGANISATIONS)]:
            for name, kind in kinds.items():
                codes = row.get(name) or []
                unknown += [code for code in ([codes] if isinstance(codes, str) else codes) if not is_known(kind, code)]
        rights = [right["kind"] for row in ACHIEVEMENTS for right in row["rights"]]
        evidence = [one["evidence_kind"] for row in ACHIEVEMENTS for one in row["measurements"]]
        unknown += [code for code in rights if not is_known("rights_kind", code)]
        unknown += [code for code in evidence if not is_known("evidence_kind", code)]
        counties = {entry.code for entry in terms("county")}
    assert unknown == []
    assert {row["county_code"] for row in ORGANISATIONS if row["kind"] == "enterprise"} == counties


def test_texts_criteria_and_measurements_have_the_length_that_pages_expect() -> None:
    assert {len(row["criteria"]) for row in DEMANDS} <= {3, 4, 5, 6}
    assert {len(row["measurements"]) for row in ACHIEVEMENTS} <= {3, 4, 5, 6}
    assert [row["title"] for row in DEMANDS if len(row["title"]) > 40] == []
    assert [row["title"] for row in ACHIEVEMENTS if len(row["title"]) > 80 or len(row["summary"]) > 120] == []
    vague = re.compile("国际领先|国内领先|国际先进|填补空白|赋能|一键")
    assert [row["external_number"] for row in [*ACHIEVEMENTS, *DEMANDS] if vague.search(str(row))] == []


def test_credit_codes_are_sound_but_for_one_that_shows_the_warning() -> None:
    readings = {row["name"]: read(row["credit_code"]) for row in ORGANISATIONS}
    assert all(one.problem is None and one.inner_passes for one in readings.values())
    assert [name for name, one in readings.items() if not one.passes] == ["温州洞头屿藻海洋生物有限公司"]


def test_patent_numbers_are_made_up_and_pass_their_check() -> None:
    numbers = [(one["kind"], one["number"]) for row in ACHIEVEMENTS for one in row["rights"] if one["kind"] in PATENTS]
    assert len(numbers) > 80
    wrong = []
    for kind, number in numbers:
        digits, _, check = number.removeprefix("ZL").partition(".")
        made_up = digits[5:].startswith("99") and digits[4] == PATENTS[kind]
        if not made_up or patent_check(digits) != check:
            wrong.append(number)
    assert wrong == []


@pytest.fixture
def loaded(app: Flask) -> Flask:
    """An application with the sample data."""
    kept(app, "sample", load_sample)
    return app


def test_loading_adds_everything_once_through_the_rules_of_the_rooms(loaded: Flask) -> None:
    again = load_sample()
    assert vars(again) == {
        "organisations": 0,
        "people": 0,
        "achievements": 0,
        "demands": 0,
        "experts": 0,
        "facilities": 0,
        "projects": 0,
    }
    with reading():
        assert (count(Organisation), count(User), count(Achievement), count(Demand)) == (47, 26, 120, 67)
        assert dict(session.execute(select(Demand.state, func.count()).group_by(Demand.state)).all()) == {
            "published": 53,
            "hidden": 1,
            "expired": 1,
            "submitted": 9,
            "draft": 2,
            "withdrawn": 1,
        }
        states = ["asked", "awaiting", "merged", "refining", "returned", "watched"]
        assert sorted(session.scalars(select(Refinement.state))) == states
        assert count(Judgment) == sum(len(row["said"]) for row in read_rows("judgments")) == 86
        assert count(Measurement) == sum(len(row["measurements"]) for row in ACHIEVEMENTS)
        assert count(Criterion) == sum(len(row["criteria"]) for row in [*DEMANDS, *AT_DESK])
        assert session.scalar(select(func.count()).where(Demand.state != "draft", Demand.number.is_(None))) == 0
        assert session.scalars(select(Organisation.name).where(Organisation.credit_code_needs_check)).all() == [
            "温州洞头屿藻海洋生物有限公司"
        ]


def test_the_line_for_each_role_opens_an_account(loaded: Flask) -> None:
    lines = sample_accounts()
    password = sample_password()
    assert len(lines) == len(Role) + 2
    assert lines[-1].endswith(password)
    addresses = [line.split()[-1] for line in lines[1:-1]]
    for address in addresses:
        with reading():
            name = session.scalar(select(User.name).where(User.email == address))
        page = Visitor(loaded).sign_in(SimpleNamespace(email=address), password).open("/workspace")
        assert page.status == 200
        assert f"{name}，您好" in page.text


def test_the_password_belongs_to_the_instance_and_is_kept_from_others(app: Flask) -> None:
    password = sample_password()
    assert password == sample_password()
    assert re.fullmatch(r"[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}", password)
    with open(f"{app.instance_path}/sample_password", encoding="ascii") as file:
        assert file.read() == password


def weigh_demands(most: int | None = None) -> None:
    """Index everything, then weigh the demands; the other way round would find the same pairs again."""
    run_waiting(names=["search.follow"])
    with reading():
        ids = session.scalars(
            select(Demand.id).where(Demand.state == "published").order_by(Demand.id).limit(most)
        ).all()
    weigh_and_store([(DEMAND, one) for one in ids])


def test_most_demands_find_the_achievement_that_was_written_for_them(loaded: Flask) -> None:
    weigh_demands()
    with reading():
        published = select(Demand.id).where(Demand.state == "published")
        bands = dict(session.execute(select(Match.band, func.count()).group_by(Match.band)).all())
        fitting = select(func.count(Match.demand_id.distinct())).where(Match.band.in_(["strong", "fair"]))
        assert session.scalar(fitting) >= 40
        assert bands["look"] > bands["strong"] > 25
        matched = set(session.scalars(select(Match.demand_id)))
        assert set(session.scalars(published)) <= matched
        verdicts = Counter(finding.verdict for match in session.scalars(select(Match)) for finding in match.findings)
    assert set(verdicts) == {"MET", "PARTLY", "NOT_MET", "NOT_STATED"}


def test_removal_takes_all_samples_and_what_hangs_on_them_and_leaves_the_rest(loaded: Flask) -> None:
    weigh_demands(most=3)
    with unit_of_work():
        # The pairs of all the others would be found again here.
        session.execute(delete(Job))
    actor = Viewer(user_id=make_user("broker").id, role=Role.BROKER)
    owner = make_user()
    own = make_organisation(owner=owner, name="温州某真实机构", is_sample=False)
    kept = make_achievement(own, title="别人登记的成果", number="CG-2026-9001")
    with unit_of_work():
        sample_user = session.scalar(select(User).where(User.is_sample))
        session.add(
            Invitation(
                organisation_id=own.id, email="guest@example.com", role="reader", token_hash="x" * 64,
                invited_by_id=sample_user.id, created_at=sample_user.created_at, expires_at=sample_user.created_at,
            )
        )  # fmt: skip
        # Somebody real tries the desk of deals with an invented enterprise, and the ledger keeps what was done.
        invented = session.scalar(select(Organisation).where(Organisation.is_sample, Organisation.kind == "enterprise"))
        opening = Opening("试着开一单", invented.id, own.id, broker_id=actor.user_id)
        deal = open_deal(opening, actor=actor)
        session.flush()
        log_event(deal, "call", "谈了一次", actor=actor, side="broker")
        session.flush()
        assert session.scalar(select(LedgerEntry.id).where(LedgerEntry.deal_id == deal.id)) is not None
    run_waiting()
    removed = remove_sample()
    run_waiting()
    assert vars(removed) == {
        "organisations": 47,
        "people": 26,
        "achievements": 120,
        "demands": 67,
        "experts": 12,
        "facilities": 8,
        "projects": 9,
    }
    left = {"organisations": 1, "users": 2, "notices": 1, "achievements": 1, "memberships": 1}
    with reading():
        assert (count(Refinement), count(DemandRevision), count(Squad)) == (0, 0, 0)
        assert (count(Deal), count(LedgerEntry)) == (0, 0)
        tables = ("organisations", "users", "achievements", "demands", "measurements", "criteria", "rights", "matches",
                  "findings", "judgments", "memberships", "invitations", "notices")  # fmt: skip
        counts = {name: session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) for name in tables}
        assert session.scalars(select(Achievement.title)).all() == ["别人登记的成果"]
        own_rows = len(session.get_one(Achievement, kept.id).measurements)
    assert counts == {**dict.fromkeys(tables, 0), **left, "measurements": own_rows, "rights": 1}
    assert compare("achievement").is_equal
    assert compare("demand").is_equal
    assert sample_accounts() == []
    # Who removed them does not get them again.
    assert was_ever_loaded() is True


def test_samples_are_loaded_by_themselves_only_into_a_new_database(app: Flask) -> None:
    assert was_ever_loaded() is False


def test_a_database_in_which_people_work_gets_no_samples_by_itself(app: Flask) -> None:
    make_user()
    assert was_ever_loaded() is True


def test_commands_load_and_remove(loaded: Flask) -> None:
    runner = loaded.test_cli_runner()
    again = runner.invoke(args=["sample", "load"])
    assert again.exit_code == 0, again.output
    assert "added: 0 organisations, 0 people, 0 achievements" in again.output
    assert "enterprise@example.com" in again.output
    counted = "26 people, 120 achievements, 67 demands, 12 experts, 8 facilities, 9 projects"
    refused = runner.invoke(args=["sample", "remove"], input="n\n")
    assert refused.exit_code == 1
    last = runner.invoke(args=["sample", "remove", "--yes"])
    assert f"removed: 47 organisations, {counted}" in last.output


def test_officers_are_told_only_of_what_still_waits(loaded: Flask) -> None:
    with reading():
        officer = session.scalars(select(User.id).where(User.email == "city@example.com")).one()
        kinds = session.scalars(select(Notice.kind).where(Notice.user_id == officer)).all()
    # Those that were returned or merged at the desk no longer wait.
    assert set(kinds) == {"listings.submitted"}


def test_months_of_work_leave_only_a_few_new_notices(loaded: Flask) -> None:
    with reading():
        unread = select(func.count()).select_from(Notice).where(Notice.read_at.is_(None)).group_by(Notice.user_id)
        assert max(session.scalars(unread)) == NEW_NOTICES
