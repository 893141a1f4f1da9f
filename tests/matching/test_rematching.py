"""A run over everything: the rows of the way record by record, no needless write, resumed, quiet when rules change."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import delete, event, select, update

from matchmaking.achievements.models import Achievement, Measurement
from matchmaking.core.db import database, now, reading, session, unit_of_work
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.jobs import run_waiting
from matchmaking.demands.models import Criterion, Demand
from matchmaking.matching import queries, rematching
from matchmaking.matching.bulk import PAIRS, chosen
from matchmaking.matching.jobs import go_on_later, rematch_daily, weigh_and_store
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.rematch_models import (
    COMMAND,
    FINISHED,
    NIGHTLY,
    STORING,
    WEIGHING,
    WORDS,
    RematchPart,
    RematchRun,
)
from matchmaking.matching.rematching import begin_run, go_on
from matchmaking.notifications.models import Notice
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.matching.records import plant_unrelated
from tests.visitor import Visitor

PARTS = {WORDS: 2, WEIGHING: 6, STORING: 6}
MATERIALS = ["碳化钨", "碳化铬", "镍基合金", "司太立"]
PLACES = ["球阀阀座", "闸阀阀板", "泵轴套", "阀杆"]


@pytest.fixture(autouse=True)
def _catalogue(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six demands and 24 achievements that fit each other more and less, two matches kept for each, in small parts."""
    app.config["MATCHES_KEPT"] = 2
    monkeypatch.setattr(rematching, "AT_ONCE", PARTS)
    kept(app, "rematching", plant)


def plant() -> None:
    plant_unrelated()
    buyer, maker = make_user(), make_user("researcher")
    enterprise, university = make_organisation(owner=buyer), make_organisation(kind="university", editor=maker)
    common: dict[str, Any] = {"state": "published", "published_at": now(), "county_code": "330324"}
    with unit_of_work():
        for number in range(6):
            criterion = Criterion(
                position=0, name="结合强度", importance="must", operator=">=", target_low=60.0 + 4 * number, unit="MPa"
            )
            place, material = PLACES[number % 4], MATERIALS[number % 3]
            session.add(
                Demand(
                    organisation_id=enterprise.id, number=f"XQ-{number}", title=f"{place}{material}耐磨涂层",
                    problem=f"{place}冲刷磨损，想要{material}涂层。", industry_codes=["pump_valve"], keywords=[],
                    criteria=[criterion], **common,
                )
            )  # fmt: skip
        for number in range(24):
            rows = [Measurement(position=0, name="结合强度", operator="=", value_low=58.0 + number, unit="MPa")]
            session.add(
                Achievement(
                    organisation_id=university.id, number=f"CG-{number}", industry_codes=["pump_valve"], keywords=[],
                    title=f"{PLACES[number % 4]}{MATERIALS[number // 4 % 4]}涂层工艺{number}", measurements=rows,
                    description=f"{MATERIALS[number % 4]}喷涂，用于{PLACES[number // 6]}。", **common,
                )
            )  # fmt: skip
    run_waiting()


def rows() -> list[tuple[Any, ...]]:
    """What is stored, without ids and moments."""
    with reading():
        columns = [Match.demand_id, Match.achievement_id, Match.score, Match.text_score, Match.band, Match.reasons]
        matches = session.execute(select(*columns).order_by(Match.demand_id, Match.achievement_id)).all()
        findings = session.execute(
            select(Match.demand_id, Match.achievement_id, Finding.verdict, Finding.reason, Finding.offered)
            .join(Finding.match)
            .order_by(Match.demand_id, Match.achievement_id)
        ).all()
        return [tuple(row) for row in [*matches, *findings]]


def begin(origin: str = COMMAND) -> int:
    with unit_of_work():
        run = begin_run(origin)
        assert run is not None
        return run.id


def run_of(run_id: int) -> RematchRun:
    with reading():
        run = session.get_one(RematchRun, run_id)
        session.expunge(run)
        return run


def forget_everything() -> None:
    with unit_of_work():
        session.execute(delete(Match))


def record_by_record() -> None:
    with reading():
        records = [(kind, one) for kind in (DEMAND, ACHIEVEMENT) for one in queries.published_ids(kind)]
    weigh_and_store(records)


def test_a_run_stores_the_rows_of_the_way_record_by_record():
    forget_everything()
    record_by_record()
    expected = rows()
    forget_everything()
    run_id = begin()
    assert go_on(run_id)
    assert rows() == expected
    run, matches = run_of(run_id), len({row[:2] for row in expected})
    assert (run.state, run.new_count, run.changed_count, run.gone_count) == (FINISHED, matches, 0, 0)
    assert [(one, run.cursors[one]["done"]) for one in (WORDS, WEIGHING, STORING)] == [
        (WORDS, 6), (WEIGHING, 44), (STORING, 44)
    ]  # fmt: skip
    with reading():
        assert session.scalars(select(RematchPart)).all() == []


def test_a_run_leaves_what_is_right_and_mends_what_is_not():
    go_on(begin())
    expected = rows()
    statements: list[str] = []
    event.listen(database().engine, "before_cursor_execute", lambda *what: statements.append(what[2]))
    run_id = begin()
    go_on(run_id)
    written = [one for one in statements if one.split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert [one for one in written if "matches" in one or "findings" in one] == []
    assert run_of(run_id).same_count == len({row[:2] for row in expected})
    with unit_of_work():
        one, other = session.scalars(select(Match).order_by(Match.id).limit(2))
        one.score, one.band = 0.9, "strong"
        session.execute(delete(Match).where(Match.id == other.id))
        session.execute(update(Match).values(computed_at=now() - timedelta(days=1)))
    run_id = begin()
    go_on(run_id)
    run = run_of(run_id)
    assert (run.new_count, run.changed_count, run.gone_count) == (1, 1, 0)
    assert rows() == expected


@pytest.mark.parametrize(("survived", "phases"), [(1, 1), (4, 2), (15, 3)])
def test_a_killed_run_goes_on_where_it_was(survived: int, phases: int, monkeypatch: pytest.MonkeyPatch):
    go_on(begin())
    expected = rows()
    forget_everything()
    run_id, write, count = begin(), rematching._move, 0

    def move(run: RematchRun, phase: str, ids: Any) -> None:
        nonlocal count
        count += 1
        if count > survived:
            # The rows of the part are in the session already, and go with the transaction.
            raise KeyboardInterrupt
        write(run, phase, ids)

    monkeypatch.setattr(rematching, "_move", move)
    with pytest.raises(KeyboardInterrupt):
        go_on(run_id)
    rematching.dismiss()
    monkeypatch.setattr(rematching, "_move", write)
    assert sum(one["done"] > 0 for one in run_of(run_id).cursors.values()) == (
        1 if survived < 3 else 2 if survived < 11 else 3
    )
    assert go_on(run_id)
    assert rows() == expected
    assert [one["done"] for one in run_of(run_id).cursors.values()] == [6, 44, 44]


def test_one_run_at_a_time_and_one_each_day(app: Flask):
    app.config["REMATCH_HOUR"] = now().astimezone(SHANGHAI).hour
    with unit_of_work():
        rematch_daily()
    run_waiting(names=["matching.rematch_everything"])
    with unit_of_work():
        rematch_daily()
    with reading():
        (run,) = session.scalars(select(RematchRun))
        assert (run.origin, run.state) == (NIGHTLY, FINISHED)
    run_id = begin()
    with unit_of_work():
        assert begin_run(COMMAND) is None
        session.execute(update(RematchRun).values(moved_at=now() - timedelta(hours=1)))
        rematch_daily()
    run_waiting(names=["matching.rematch_everything"])
    assert run_of(run_id).state == FINISHED


def test_nobody_hears_of_what_is_new_because_the_rules_changed():
    with unit_of_work():
        session.execute(delete(Notice))
        session.execute(update(Match).values(model_version="2025.1", score=0.2, band="look"))
        session.execute(delete(Match).where(Match.id % 2 == 0))
    with reading():
        demands = queries.published_ids(DEMAND)
    run_id = begin()
    go_on(run_id)
    run = run_of(run_id)
    assert (run.is_quiet, run.told_count) == (True, 0)
    assert run.new_count > 0
    assert run.changed_count > 0
    with unit_of_work():
        session.execute(update(Match).values(model_version="2025.1", score=0.2, band="look", computed_at=now()))
        session.execute(delete(Match).where(Match.id % 2 == 0))
    weigh_and_store([(DEMAND, one) for one in demands])
    with reading():
        assert session.scalars(select(Notice)).all() == []


def test_the_next_run_by_the_same_rules_tells_of_what_was_missing():
    go_on(begin())
    with unit_of_work():
        session.execute(delete(Notice))
    forget_everything()
    run_id = begin()
    go_on(run_id)
    with reading():
        told = session.scalars(select(Notice.kind).distinct().order_by(Notice.kind)).all()
    assert told == ["matching.for_achievement", "matching.for_demand"]
    assert run_of(run_id).told_count > 0


def test_what_was_written_while_a_run_went_on_is_left():
    go_on(begin())
    run_id = begin()
    with unit_of_work():
        row = session.scalars(select(Match).order_by(Match.id).limit(1)).one()
        row.score, row.computed_at = 0.99, now()
        known = row.id
    go_on(run_id)
    with reading():
        assert session.get_one(Match, known).score == 0.99


def test_pairs_among_the_best_of_either_record_are_chosen():
    table = [(1, 1, 0, 9), (1, 2, 0, 8), (1, 3, 0, 8), (1, 4, 0, 1), (2, 3, 0, 7), (2, 4, 0, 2), (3, 3, 0, 9)]
    found = chosen(np.array(table, PAIRS), 1)
    # 1-1 is the best of both, 1-2 of the achievement alone, 3-3 of both, 2-3 of the demand, 2-4 of the achievement.
    assert [(row["demand"], row["achievement"]) for row in found] == [(1, 1), (1, 2), (2, 3), (2, 4), (3, 3)]
    assert len(chosen(np.empty(0, PAIRS), 1)) == 0


def test_the_worker_goes_on_by_itself():
    run_id = begin()
    with unit_of_work():
        go_on_later(run_id)
    run_waiting(names=["matching.rematch_everything"])
    assert run_of(run_id).state == FINISHED


def test_the_page_shows_progress_and_begins_a_run(app: Flask):
    city = Visitor(app).sign_in(make_user("city_officer"))
    page = city.open("/desk/rematch")
    assert "还没有进行过全库匹配" in page.text
    page = city.submit(page, button="现在开始一次")
    assert "0 / 6" in page.text
    assert city.post("/desk/rematch").status == 409
    with unit_of_work():
        session.execute(update(RematchRun).values(moved_at=now() - timedelta(hours=1)))
    assert "已接着上次中断的地方继续。" in city.submit(city.open("/desk/rematch"), button="接着做完").text
    run_waiting(names=["matching.rematch_everything"])
    page = city.open("/desk/rematch")
    assert "手动开始" in page.text
    assert "44 / 44" not in page.text
