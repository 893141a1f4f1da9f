"""Matches follow the records: both directions, one row for each pair, nothing rewritten without need, told once."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from matchmaking.achievements.models import Achievement, Measurement
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import DONE, Job, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.matching import queries
from matchmaking.matching.jobs import weigh_and_store
from matchmaking.matching.judgment_models import DEMAND_SIDE, Judgment
from matchmaking.matching.judgment_queries import organisation_key
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.services import find_matches
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.matching.records import begin_with_unrelated, plant_similar, plant_unrelated, two_criteria, two_measurements


@pytest.fixture(autouse=True)
def _unrelated_records(app: Flask) -> None:
    begin_with_unrelated(app)


def stored() -> list[Match]:
    with reading():
        return kept(session.scalars(select(Match).order_by(Match.demand_id, Match.achievement_id)))


def findings() -> list[Finding]:
    with reading():
        return kept(session.scalars(select(Finding).order_by(Finding.match_id, Finding.position)))


def kept(rows: Iterable[Any]) -> list[Any]:
    """Rows that can be read after their transaction."""
    found = list(rows)
    session.expunge_all()
    return found


def test_a_new_achievement_finds_its_demand():
    demand = make_demand()
    achievement = make_achievement()
    (match,) = stored()
    assert (match.demand_id, match.achievement_id, match.must_missed_count) == (demand.id, achievement.id, 0)
    assert match.model_version
    (finding,) = findings()
    assert (finding.verdict, finding.wanted, finding.offered) == (
        "MET", "≥ 70 MPa（GB/T 8642）", "76 MPa（GB/T 8642）"
    )  # fmt: skip
    assert finding.evidence_kind == "third_party_report"


def test_a_new_demand_finds_its_achievement_and_the_row_is_the_same():
    achievement = make_achievement()
    make_demand()
    (match,) = stored()
    with reading():
        other_way = find_matches(ACHIEVEMENT, achievement.id)
    ((pair, reasons),) = other_way.pairs
    assert reasons is None
    assert (pair.score.score, pair.text_score, pair.band) == (match.score, match.text_score, match.band)


def test_records_of_one_organisation_are_not_matched():
    own = make_organisation()
    make_demand(own)
    make_achievement(own)
    assert stored() == []


def test_drafts_are_not_matched():
    make_demand(state="draft", published_at=None, number=None)
    make_achievement()
    assert stored() == []


def test_nothing_is_rewritten_when_nothing_changed():
    demand, achievement = make_demand(), make_achievement()
    (before,) = stored()
    assert weigh_and_store([(DEMAND, demand.id), (ACHIEVEMENT, achievement.id)]) == 0
    (after,) = stored()
    assert (after.id, after.computed_at) == (before.id, before.computed_at)


def test_a_changed_measurement_changes_the_finding_in_place():
    make_demand()
    achievement = make_achievement()
    (before,) = stored()
    with unit_of_work():
        row = session.scalars(select(Measurement).where(Measurement.achievement_id == achievement.id)).one()
        row.value_low = 60.0
        session.get_one(Achievement, achievement.id).updated_at = now()
    run_waiting()
    (after,) = stored()
    assert after.id == before.id
    assert (before.must_missed_count, after.must_missed_count) == (0, 1)
    assert after.score < before.score
    (finding,) = findings()
    assert (finding.verdict, round(finding.margin, 4)) == ("NOT_MET", -0.1429)


@pytest.mark.parametrize("model", [Demand, Achievement])
def test_a_withdrawn_record_takes_its_matches_along(model):
    make_demand()
    make_achievement()
    assert len(stored()) == 1
    with unit_of_work():
        record = session.scalars(select(model).where(model.title.contains("阀座"))).first()
        record.state = "withdrawn"
    run_waiting()
    assert stored() == []


def test_figures_are_read_from_the_text_when_no_measurement_gives_them():
    make_demand()
    make_achievement(measurements=[], description="超音速喷涂碳化钨，涂层结合强度达到 82 MPa。再用激光封孔。")
    (finding,) = findings()
    assert (finding.verdict, finding.source) == ("MET", "text")
    assert finding.sentence == "超音速喷涂碳化钨，涂层结合强度达到 82 MPa。"


def test_each_record_keeps_only_its_best_matches(make_app):
    app = make_app(MATCHES_KEPT=2)
    with app.app_context():
        demand = make_demand()
        for value in (60.0, 61.0, 76.0, 77.0):
            row = {"name": "结合强度", "operator": "=", "value_low": value, "unit": "MPa"}
            make_achievement(measurements=[row])
        plant_unrelated()
        weigh_and_store([(DEMAND, demand.id)])
        with reading():
            kept = session.scalars(select(Match).where(Match.demand_id == demand.id)).all()
            # Each of the four has this demand as its best, so each keeps it; the demand has its own best two first.
            assert len(kept) == 4
            best = queries.matches_of(DEMAND, demand.id, 2)
            assert [match.must_missed_count for match in best] == [0, 0]


def test_a_match_that_is_among_the_best_of_neither_side_goes(make_app):
    app = make_app(MATCHES_KEPT=1)
    with app.app_context():
        plant_unrelated()
        weak = [{"name": "结合强度", "operator": "=", "value_low": 60.0, "unit": "MPa"}]
        first = make_demand()
        achievement = make_achievement(measurements=weak)
        assert pairs() == {(first.id, achievement.id)}
        better = make_achievement(title="球阀阀座碳化钨涂层含颗粒介质耐磨涂层")
        second = make_demand(title="含颗粒介质球阀的阀座碳化钨耐磨涂层")
        found = pairs()
        # Every record has at least its best one.
        assert {demand for demand, _ in found} == {first.id, second.id}
        assert {one for _, one in found} == {achievement.id, better.id}
        for demand_id, achievement_id in found:
            with reading():
                scores = dict(session.execute(select(Match.id, Match.score)).all())
                match = queries.find_match(demand_id, achievement_id)
                of_demand = session.scalars(select(Match.score).where(Match.demand_id == demand_id)).all()
                of_other = session.scalars(select(Match.score).where(Match.achievement_id == achievement_id)).all()
                assert scores[match.id] in (max(of_demand), max(of_other))


def pairs() -> set[tuple[int, int]]:
    with reading():
        return set(session.execute(select(Match.demand_id, Match.achievement_id)).all())


def notices() -> list[Notice]:
    with reading():
        return kept(session.scalars(select(Notice).order_by(Notice.id)))


def test_both_sides_are_told_once():
    buyer, maker, reader = make_user(), make_user("researcher"), make_user()
    demand = make_demand(make_organisation(owner=buyer, reader=reader), criteria=two_criteria())
    achievement = make_achievement(make_organisation(kind="university", editor=maker), measurements=two_measurements())
    first, second = notices()
    assert {(first.user_id, first.kind), (second.user_id, second.kind)} == {
        (buyer.id, "matching.for_demand"), (maker.id, "matching.for_achievement")
    }  # fmt: skip
    assert first.path == f"/matches/{demand.id}/{achievement.id}"
    assert first.data["met"] == 2
    with unit_of_work():
        session.get_one(Demand, demand.id).problem = "介质含 3% 石英砂，阀座 2 万次启闭后内漏。"
    run_waiting()
    weigh_and_store([(DEMAND, demand.id), (ACHIEVEMENT, achievement.id)])
    assert len(notices()) == 2


def test_nobody_is_told_of_a_weak_match_or_a_closed_demand():
    buyer = make_user()
    own = make_organisation(owner=buyer)
    make_demand(own, deadline_on=today() - timedelta(days=1), criteria=two_criteria())
    make_achievement(measurements=two_measurements())
    make_demand(own, title="阀门试压台夹具", problem="夹紧慢。", context="", tried="", criteria=[], keywords=[])
    assert stored()
    assert notices() == []


def test_readiness_price_and_place_are_kept_as_codes():
    make_demand(needs_readiness=7, budget_low=Decimal(100_000), budget_high=Decimal(500_000))
    make_achievement()
    (match,) = stored()
    assert match.reasons["codes"] == {
        "field": "same_industry", "readiness": "readiness_below", "price": "price_above", "county": "county_same",
        "freshness": "freshness_fresh", "verification": "verification_evidence", "response": "response_unknown",
    }  # fmt: skip
    assert match.reasons["industries"] == ["pump_valve"]
    assert any("阀座" in text for text, _share in match.reasons["shared"])


def test_the_vocabulary_explains_words_that_differ():
    make_demand(title="阀杆漏油怎么治", problem="阀杆处漏油，换了填料还是漏油。")
    make_achievement(title="阀杆填料密封性能提升工艺", description="用石墨填料把密封性能提高到原来的三倍，阀杆不伤。")
    (match,) = stored()
    assert {"said": "漏油", "meant": "密封性能", "relation": "research"} in match.reasons["synonyms"]


def test_an_import_waits_behind_what_somebody_looks_at():
    plant_unrelated()
    plant_similar(make_organisation(kind="university"), 25)
    make_demand()
    with reading():
        done = session.scalars(select(Job.name).where(Job.state == DONE)).all()
    assert "matching.rematch_many" in done
    assert len(stored()) == 25


def test_deleting_a_record_deletes_its_matches():
    demand = make_demand()
    make_achievement()
    with unit_of_work():
        session.delete(session.get_one(Demand, demand.id))
    run_waiting()
    assert stored() == []
    assert findings() == []


def test_a_renamed_organisation_leaves_its_matches_as_they_are():
    buyers = make_organisation()
    make_demand(buyers)
    make_achievement()
    (before,) = stored()
    with unit_of_work():
        session.execute(update(Organisation).where(Organisation.id == buyers.id).values(short_name="改名阀门"))
    run_waiting()
    (after,) = stored()
    assert after.id == before.id


def improve(value: float) -> None:
    """The measured strength of the only achievement that fits, changed by its owner."""
    with unit_of_work():
        row = session.scalars(select(Measurement).where(Measurement.name == "结合强度")).one()
        row.value_low = value
        session.get_one(Achievement, row.achievement_id).updated_at = now()
    run_waiting()


def test_a_match_that_became_clearly_better_is_told_once_more():
    buyer, maker = make_user(), make_user("researcher")
    make_demand(make_organisation(owner=buyer), criteria=two_criteria())
    weak = [{**two_measurements()[0], "value_low": 60.0}, two_measurements()[1]]
    make_achievement(make_organisation(kind="university", editor=maker), measurements=weak)
    (match,) = stored()
    assert (match.band, notices()) == ("look", [])
    improve(76.0)
    first, second = notices()
    assert {first.kind, second.kind} == {"matching.better_for_demand", "matching.better_for_achievement"}
    assert (first.data["band_before"], first.data["band"]) == ("look", "strong")
    assert (first.data["met_before"], first.data["met"]) == (1, 2)
    assert "从 1 项变为 2 项" in "".join(words_of(first, "zh")[1])
    # A little better, worse, and as good as before: nobody has to hear of that.
    for value in (77.0, 60.0, 76.0):
        improve(value)
    assert len(notices()) == 2


def test_who_put_a_match_aside_does_not_hear_that_it_became_better():
    buyer, maker = make_user(), make_user("researcher")
    own = make_organisation(owner=buyer)
    demand = make_demand(own, criteria=two_criteria())
    weak = [{**two_measurements()[0], "value_low": 60.0}, two_measurements()[1]]
    achievement = make_achievement(make_organisation(kind="university", editor=maker), measurements=weak)
    with unit_of_work():
        session.add(
            Judgment(
                demand_id=demand.id, achievement_id=achievement.id, organisation_id=own.id, side=DEMAND_SIDE,
                judge_key=organisation_key(own.id), verdict="irrelevant", weight=-2, reason_code="price",
            )
        )  # fmt: skip
    improve(76.0)
    assert [(one.user_id, one.kind) for one in notices()] == [(maker.id, "matching.better_for_achievement")]
