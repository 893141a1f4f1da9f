"""A site whose brokers have judged hundreds of pairs, written straight into the tables: nothing is indexed."""

from datetime import timedelta
from random import Random

from sqlalchemy import insert

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, session, unit_of_work
from matchmaking.demands.models import Demand
from matchmaking.matching.judgment_models import BROKER, CURRENT, WEIGHTS, Judgment
from matchmaking.matching.judgment_queries import broker_key
from matchmaking.matching.models import Match
from matchmaking.matching.scoring import MODEL_VERSION
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation

VERDICTS = ("none", "weak", "fair", "strong")
INDUSTRIES = ("pump_valve", "footwear")
BANDS = ("look", "fair", "strong")


def plant_judged(*, demands: int = 52, each: int = 6, telling: float = 0.0, is_sample: bool = False) -> None:
    """So many demands with so many judged matches each.

    Grades follow the score with noise; `telling` is how much the readiness, which the score leaves out, counts beside.
    """
    chance = Random(20)
    buyer, maker, broker = make_organisation(), make_organisation(kind="institute"), make_user("broker")
    moment = now()
    with unit_of_work():
        asked = [
            {"organisation_id": buyer.id, "title": f"第 {place} 道工序的难题：{chance.random()}", "state": "published",
             "published_at": moment, "county_code": buyer.county_code, "is_sample": is_sample,
             "industry_codes": [INDUSTRIES[place % 2]], "version": 1}
            for place in range(demands)
        ]  # fmt: skip
        offered = [
            {"organisation_id": maker.id, "title": f"第 {place} 号办法", "state": "published", "published_at": moment,
             "county_code": maker.county_code, "version": 1}
            for place in range(each)
        ]  # fmt: skip
        demand_ids = list(session.scalars(insert(Demand).returning(Demand.id, sort_by_parameter_order=True), asked))
        made = session.scalars(insert(Achievement).returning(Achievement.id, sort_by_parameter_order=True), offered)
        matches, judgments = [], []
        for demand_id, achievement_id in [(one, other) for other in list(made) for one in demand_ids]:
            words, readiness = chance.random(), chance.choice([0.0, 1.0])
            worth = words + telling * (readiness - 0.5) + chance.gauss(0, 0.2)
            verdict = VERDICTS[sum(worth > cut for cut in (0.3, 0.6, 0.85))]
            pair = {"demand_id": demand_id, "achievement_id": achievement_id}
            band = BANDS[sum(words > cut for cut in (0.4, 0.8))]
            score = {"score": round(0.2 + 0.5 * words, 6), "band": band, "model_version": MODEL_VERSION}
            matches.append(
                {**pair, **score, "text_score": words, "must_missed_count": 0, "reasons": {}, "computed_at": moment,
                 "parts": {"words": round(words, 4), "readiness": readiness}, "origin": "search"}
            )  # fmt: skip
            judgments.append(
                {**pair, **score, "user_id": broker.id, "side": BROKER, "judge_key": broker_key(broker.id),
                 "verdict": verdict, "weight": WEIGHTS[verdict], "state": CURRENT, "sentence": "", "shown": [],
                 "shown_list": "review", "created_at": moment - timedelta(days=len(judgments) % 70)}
            )  # fmt: skip
        session.execute(insert(Match), matches)
        session.execute(insert(Judgment), judgments)
