"""Judging a pair, and taking a judgment back."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.demands.models import Demand
from matchmaking.listings.disclosure import as_public
from matchmaking.matching.feedback import feedback_is_due
from matchmaking.matching.judgment_models import (
    ACHIEVEMENT_SIDE,
    BROKER,
    CURRENT,
    DEMAND_SIDE,
    FITS,
    IRRELEVANT,
    LEVELS,
    SUPERSEDED,
    UNDONE,
    WEIGHTS,
    Judgment,
)
from matchmaking.matching.judgment_queries import current_of, key_of
from matchmaking.matching.judgment_wording import judgment_words
from matchmaking.matching.models import Match
from matchmaking.matching.permissions import sides_to_judge
from matchmaking.matching.queries import find_match
from matchmaking.matching.relearning import learn_from
from matchmaking.matching.telling import better_key, notice_key
from matchmaking.notifications.services import withdraw_notices
from matchmaking.organisations.queries import member_ids

SIDE_VERDICTS = (FITS, IRRELEVANT)
OTHER = "other"
# The reason that a criterion makes precise.
FIGURES = "figures"


@dataclass(frozen=True)
class Ranking:
    """A list of matches as it is on somebody's screen: (demand id, achievement id, score) from `first` on."""

    name: str
    rows: tuple[tuple[int, int, float], ...]
    first: int = 1
    model_version: str = ""

    def seal(self) -> str:
        """The ranking as a signed text for a form, so that it comes back as it was shown."""
        rows = [[demand, achievement, round(score, 4)] for demand, achievement, score in self.rows]
        return _sealer().dumps([self.name, rows, self.first, self.model_version])

    @classmethod
    def of(cls, name: str, matches: list[Match], first: int = 1) -> "Ranking":
        """The ranking of matches that are about to be shown."""
        versions = {match.model_version for match in matches}
        rows = tuple((match.demand_id, match.achievement_id, match.score) for match in matches)
        return cls(name, rows, first, max(versions, default=""))


def unseal(text: str) -> Ranking | None:
    """The ranking of a form; None when there is none, or when it was not written here."""
    try:
        name, rows, first, version = _sealer().loads(text)
    except (BadSignature, ValueError, TypeError):
        return None
    return Ranking(name, tuple((demand, achievement, score) for demand, achievement, score in rows), first, version)


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="matching.ranking-shown")


def judge_pair(
    demand: Demand,
    achievement: Achievement,
    *,
    actor: Viewer,
    side: str,
    verdict: str,
    reason_code: str | None = None,
    criterion: str | None = None,
    sentence: str = "",
    shown: Ranking | None = None,
    seen: int | None = None,
) -> Judgment:
    """Store what the actor says of a pair; the same said twice is one row, something else takes its place.

    `side` is for whom: "demand", "achievement" or "broker". `seen` is the id of the judgment that the form was opened
    on (0 for none). `criterion` is the name of a criterion of the demand that the reason is about. Raises RuleBroken
    when this is not the actor's to say, and Conflict when a colleague said
    something else meanwhile.
    """
    if side not in sides_to_judge(actor, demand, achievement) or verdict not in _verdicts(side):
        raise RuleBroken(_("这一对现在不能评价：记录已撤回，或者您不代表其中任何一方。"))
    if verdict == FITS:
        reason_code, criterion, sentence = None, None, ""
    reason_code, criterion, sentence = reason_code or None, criterion or None, sentence.strip()
    if verdict == IRRELEVANT and reason_code is None:
        raise RuleBroken(_("请选一个不相关的原因。"))
    if reason_code == OTHER and not sentence:
        raise RuleBroken(_("选“其他”时，请补一句说明。"))
    if criterion is not None and (reason_code != FIGURES or criterion not in public_criteria(demand)):
        raise RuleBroken(_("这项指标不在需求公开的指标里，请重新选原因。"))
    organisation_id = {DEMAND_SIDE: demand.organisation_id, ACHIEVEMENT_SIDE: achievement.organisation_id}.get(side)
    key = key_of(actor, side, demand, achievement)
    before = current_of(demand.id, achievement.id, key)
    said = (verdict, reason_code, criterion, sentence)
    if before is not None and (before.verdict, before.reason_code, before.criterion, before.sentence) == said:
        return before
    new = Judgment(
        demand_id=demand.id, achievement_id=achievement.id, user_id=actor.user_id, organisation_id=organisation_id,
        side=side, judge_key=key, verdict=verdict, weight=WEIGHTS[verdict], reason_code=reason_code,
        criterion=criterion, sentence=sentence, state=CURRENT, created_at=now(),
        **_shown(demand.id, achievement.id, shown),
    )  # fmt: skip
    if seen is not None and seen != (before.id if before else 0):
        raise Conflict(
            _("这一对刚有了新的评价，您的评价没有保存。请看过最新的评价再决定。"),
            theirs=[(_("评价"), judgment_words(before, actor) if before else _("已撤销"))],
            mine=[(_("评价"), judgment_words(new, actor))],
        )
    _replace(before, new)
    if new.dismisses and organisation_id is not None:
        for once in (notice_key(demand.id, achievement.id), better_key(demand, achievement)):
            withdraw_notices(member_ids(organisation_id), once)
    learn_from(new)
    if new.side != BROKER and new.dismisses:
        feedback_is_due(new)
    history.record("judgments.given", new, actor=actor, data={"verdict": verdict, "side": side})
    return new


def public_criteria(demand: Demand) -> list[str]:
    """The names of the criteria that everybody may read, in their order."""
    return list(dict.fromkeys(row.name for row in as_public(demand).criteria))


def _verdicts(side: str) -> tuple[str, ...]:
    return tuple(LEVELS) if side == BROKER else SIDE_VERDICTS


def _shown(demand_id: int, achievement_id: int, shown: Ranking | None) -> dict[str, Any]:
    """What stood on the screen; without a ranking only the stored match."""
    match = find_match(demand_id, achievement_id)
    found: dict[str, Any] = {
        "shown_list": "",
        "shown": [],
        "position": None,
        "score": match.score if match else None,
        "band": match.band if match else None,
        "model_version": match.model_version if match else None,
    }
    places = [place for place, row in enumerate(shown.rows) if row[:2] == (demand_id, achievement_id)] if shown else []
    if shown and places:
        found |= {
            "shown_list": shown.name,
            "shown": [[demand, achievement] for demand, achievement, _score in shown.rows],
            "position": shown.first + places[0],
            "score": shown.rows[places[0]][2],
            "model_version": shown.model_version,
        }
    return found


def _replace(before: Judgment | None, new: Judgment) -> None:
    """Put the new judgment in the place of the one before. Raises RuleBroken when another request was faster."""
    session = current_session()
    try:
        with session.begin_nested():
            if before is not None:
                before.state, before.ended_at = SUPERSEDED, now()
                new.replaces_id = before.id
                # Only one current row may exist for a judge, so the old one has to go first.
                session.flush()
            session.add(new)
    except IntegrityError:
        raise RuleBroken(_("这一对刚刚已经评价过。请刷新页面看最新的评价。")) from None


def undo_judgment(judgment: Judgment, *, actor: Viewer) -> bool:
    """Take a judgment back; the one that it replaced counts again. False when it was already taken back.

    Raises RuleBroken when a later judgment has taken its place.
    """
    if judgment.state == UNDONE:
        return False
    if judgment.state == SUPERSEDED:
        raise RuleBroken(_("这条评价已经被后来的评价取代，请撤销后来的那一条。"))
    session = current_session()
    judgment.state, judgment.ended_at = UNDONE, now()
    # Only one current row may exist for a judge, so this one has to go before the earlier one returns.
    session.flush()
    earlier = session.get(Judgment, judgment.replaces_id) if judgment.replaces_id else None
    if earlier is not None and earlier.state == SUPERSEDED:
        earlier.state, earlier.ended_at = CURRENT, None
    learn_from(judgment)
    history.record("judgments.undone", judgment, actor=actor)
    return True
