"""Fits the models on the site's judgments, once for each set of judgments, and says which is used."""

import hashlib
import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.jobs import enqueue
from matchmaking.matching import ordinal, ranker_training
from matchmaking.matching.fitted_models import LEVELS, RANKER, FittedModel, ModelSwitch, last_switch
from matchmaking.matching.grouping import clusters
from matchmaking.matching.quality_cases import Said, Stored, demand_texts, said_by_brokers, stored_cases
from matchmaking.matching.rematch_models import BUTTON
from matchmaking.matching.rematching import begin_anew
from matchmaking.matching.reranking import part_values
from matchmaking.matching.scoring import MODEL_VERSION

# Measured on judged sets: with fewer, or from fewer demands, levels still move with every further judgment.
LEAST_JUDGMENTS, LEAST_DEMANDS = 250, 50
SEED = ordinal.SEED
REFIT = "refit"


@dataclass(frozen=True)
class Cases:
    """Graded pairs with their stored matches, in the order they were judged; `groups` holds twins together."""

    said: Sequence[Said]
    stored: Sequence[Stored]
    groups: Sequence[Hashable]

    @property
    def demand_count(self) -> int:
        return len({one.demand_id for one in self.said})

    @property
    def is_enough(self) -> bool:
        """Whether anything is fitted at all."""
        return len(self.said) >= LEAST_JUDGMENTS and self.demand_count >= LEAST_DEMANDS

    def digest(self) -> str:
        """A name for exactly these cases."""
        rows = [
            [
                one.demand_id,
                one.achievement_id,
                one.judge_id,
                one.grade,
                *level_features(match),
                *part_values(match.parts),
            ]
            for one, match in zip(self.said, self.stored, strict=True)
        ]
        return hashlib.sha256(json.dumps([rows, list(self.groups)], sort_keys=True).encode()).hexdigest()


def cases() -> Cases:
    """What models are fitted on: brokers' present words of pairs that are stored, none of them about sample data.

    After a change of the rules a pair counts again as soon as it has been weighed by them.
    """
    said = [one for one in said_by_brokers() if not one.is_sample]
    stored = stored_cases({one.demand_id for one in said})
    present = {
        (demand_id, achievement_id)
        for demand_id, matches in stored.items()
        for achievement_id, match in matches.items()
        if match.rules == MODEL_VERSION
    }
    known = [one for one in said if (one.demand_id, one.achievement_id) in present]
    texts = demand_texts({one.demand_id for one in known})
    numbers = dict(zip(texts, clusters(list(texts.values())), strict=True))
    return Cases(
        known,
        [stored[one.demand_id][one.achievement_id] for one in known],
        [numbers[one.demand_id] for one in known],
    )


def level_features(match: Stored) -> list[float]:
    """What levels are read from: the score, its standing among the demand's matches, criteria met and missed."""
    return [round(match.score, 6), match.standing, round(match.met, 6), round(match.missed, 6)]


@dataclass(frozen=True)
class Fitted:
    """What a fit gave: plain data to use the model, and figures that say how good it is."""

    kind: str
    parameters: dict[str, Any]
    figures: dict[str, Any]


def fit_levels(found: Cases) -> Fitted | None:
    """The levels that these cases give; None below the threshold. Computes for seconds and touches no database."""
    rows, grades = [level_features(one) for one in found.stored], [one.grade for one in found.said]
    model = ordinal.fit(rows, grades) if found.is_enough else None
    if model is None:
        return None
    steps = ordinal.bands(ordinal.unseen_predictions(rows, grades, found.groups, SEED), grades)
    return Fitted(
        LEVELS,
        {**model.as_json(), "bands": [[one.least, one.tenths] for one in steps]},
        {
            "bands": [
                {"cases": one.cases, "predicted": round(one.predicted, 4), "observed": round(one.observed, 4)}
                for one in steps
            ]
        },
    )


def fit_ranker(found: Cases) -> Fitted | None:
    """A ranker of these cases with the proof for or against it; None below the threshold."""
    trained = ranker_training.train(found.said, found.stored, found.groups, SEED) if found.is_enough else None
    return None if trained is None else Fitted(RANKER, trained.parameters(), trained.figures())


def keep_model(fitted: Fitted, found: Cases, *, actor: Viewer | None = None) -> FittedModel:
    """Store what was fitted as the next version; fitting the same cases again adds nothing.

    New levels are used from now on, unless somebody decided otherwise; a ranker is never switched on by itself.
    """
    session, digest = current_session(), found.digest()
    model = session.scalar(
        select(FittedModel).where(
            FittedModel.kind == fitted.kind,
            FittedModel.data_digest == digest,
            FittedModel.rules_version == MODEL_VERSION,
        )
    )
    if model is None:
        last = session.scalar(select(func.max(FittedModel.number)).where(FittedModel.kind == fitted.kind)) or 0
        model = FittedModel(
            kind=fitted.kind, number=last + 1, fitted_at=now(), fitted_by_id=actor.user_id if actor else None,
            rules_version=MODEL_VERSION, seed=SEED, judgment_count=len(found.said), demand_count=found.demand_count,
            data_digest=digest, parameters=fitted.parameters, figures=fitted.figures,
        )  # fmt: skip
        session.add(model)
        # The switch and the pages name it by its number.
        session.flush()
    present = last_switch(LEVELS) if fitted.kind == LEVELS else None
    if fitted.kind == LEVELS and (present is None or (present.by_machine and present.model_id != model.id)):
        _switch(LEVELS, model, REFIT, actor=None)
    return model


def is_proven(model: FittedModel) -> bool:
    """Whether a model may be used: levels always, a ranker only when its gain is above zero in 95 of 100 samples."""
    return model.kind == LEVELS or float(model.figures["difference"]["low"]) > 0


def switch_model(kind: str, model: FittedModel | None, *, reason: str, seen: int, actor: Viewer) -> ModelSwitch:
    """Use this model from now on, or none. `seen` is the id of the decision that the form was opened on (0: none).

    Another ranker means other scores, so everything is weighed anew. Raises RuleBroken for a ranker without proof,
    for one that learned from older rules, and when nothing would change; Conflict when somebody decided meanwhile.
    """
    present = last_switch(kind)
    if seen != (present.id if present else 0):
        raise Conflict(
            _("您打开这一页之后，别人已经切换过模型，您的选择没有生效。请看过现在的状态再决定。"),
            theirs=[(_("现在使用"), present.model.version if present and present.model else _("不启用"))],
            mine=[(_("您的选择"), model.version if model else _("不启用"))],
        )
    if model is not None and not is_proven(model):
        raise RuleBroken(_("这个模型没有证明比现在的排序更好，不能启用。"))
    if model is not None and kind == RANKER and model.rules_version != MODEL_VERSION:
        raise RuleBroken(_("这个模型是按旧的评分规则训练的，请先重新拟合。"))
    if (present.model_id if present else None) == (model.id if model else None):
        raise RuleBroken(_("现在用的就是这个，没有变化。"))
    return _switch(kind, model, reason, actor=actor)


def _switch(kind: str, model: FittedModel | None, reason: str, *, actor: Viewer | None) -> ModelSwitch:
    session = current_session()
    switch = ModelSwitch(
        kind=kind, model_id=model.id if model else None, at=now(), by_id=actor.user_id if actor else None,
        by_machine=actor is None, reason=reason,
    )  # fmt: skip
    session.add(switch)
    # The history names the row.
    session.flush()
    data = {"kind": kind, "version": model.version if model else ""}
    history.record("models.switched", switch, actor=actor, reason=reason, data=data)
    if kind == RANKER:
        run = begin_anew(BUTTON, switch.by_id)
        enqueue("matching.rematch_everything", key=f"matching.rematch_everything:{run.id}", run_id=run.id)
    return switch
