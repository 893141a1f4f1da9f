"""How often pairs like this one were judged good, in words; nothing before enough was judged."""

from collections import defaultdict
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.core.db import current_session
from matchmaking.matching.fitted_models import LEVELS, FittedModel, active_model
from matchmaking.matching.models import Match
from matchmaking.matching.ordinal import Ordinal
from matchmaking.matching.quality_cases import base_score, rules_of, standings


def level_words(match: Match) -> str | None:
    """The sentence under one match: “这样的配对，10 对里约 4 对被评为合适”; None while no levels are shown."""
    return level_words_of([match]).get((match.demand_id, match.achievement_id))


def level_words_of(matches: Sequence[Match]) -> dict[tuple[int, int], str]:
    """(demand id, achievement id) → the sentence under the match; empty while no levels are shown.

    Two queries for any number of matches, whose findings have to be loaded.
    """
    model = active_model(LEVELS) if matches else None
    if model is None:
        return {}
    known = _scores_of({match.demand_id for match in matches})
    found = {}
    for match in matches:
        if rules_of(match.model_version) != model.rules_version:
            # Weighed by other rules than the model knows: the next fit brings it back.
            continue
        tenths = tenths_of(model, _features(match, known.get(match.demand_id, ())))
        found[match.demand_id, match.achievement_id] = tenths_words(tenths)
    return found


def tenths_of(model: FittedModel, features: Sequence[float]) -> int:
    """Of ten pairs with these features so many were judged good, as the steps of the model say."""
    chance = float(Ordinal.of(model.parameters).good([list(features)])[0])
    return next(tenths for least, tenths in reversed(model.parameters["bands"]) if chance >= least)


def tenths_words(tenths: int) -> str:
    """The sentence for so many of ten."""
    if tenths < 1:
        return _("这样的配对，10 对里不到 1 对被评为合适")
    return _("这样的配对，10 对里约 %(num)s 对被评为合适", num=tenths)


def _scores_of(demand_ids: set[int]) -> dict[int, list[float]]:
    rows = current_session().execute(
        select(Match.demand_id, Match.score, Match.parts).where(Match.demand_id.in_(demand_ids))
    )
    found: dict[int, list[float]] = defaultdict(list)
    for demand_id, score, parts in rows:
        found[demand_id].append(base_score(score, parts))
    return found


def _features(match: Match, scores: Sequence[float]) -> list[float]:
    """As `fitting.level_features` reads them; a pair that is not stored is put beside those that are."""
    own = base_score(match.score, match.parts)
    listed = list(scores) if own in scores else [*scores, own]
    standing = standings(listed)[listed.index(own)]
    total = len(match.findings)
    met = sum(one.verdict == "MET" for one in match.findings) / total if total else 0.0
    missed = match.must_missed_count / total if total else 0.0
    return [round(own, 6), standing, round(met, 6), round(missed, 6)]
