"""A selection and its candidates in the words that this viewer may read."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import organisation_shown
from matchmaking.organisations.models import Organisation
from matchmaking.proposals.comparison import PromiseFinding, counts, findings_of
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.states import ASSESSED, CHOSEN, DECLINED, FINALIST, SUBMITTED
from matchmaking.selections import permissions, scoring
from matchmaking.selections.conflicts import is_excluded
from matchmaking.selections.models import Candidate, Review, Reviewer, Selection, SelectionComment
from matchmaking.selections.queries import comments_on, names_of_people, people_of, reviewer_in, standing
from matchmaking.selections.states import SIGNED
from matchmaking.selections.veil import OPEN_VEIL, Veil, names_in

TEXTS = ("idea", "basis", "validation", "plan", "team")


@dataclass(frozen=True)
class Shown:
    """A candidate as a viewer reads it: `name` is empty and every text veiled while it is blind to that viewer."""

    candidate: Candidate
    letter: str
    name: str
    is_blind: bool
    veil: Veil
    findings: Sequence[PromiseFinding]
    counts: Mapping[str, int]

    @property
    def proposal(self) -> Proposal:
        return self.candidate.proposal

    @property
    def label(self) -> str:
        """方案 A, with whose it is where the viewer may know."""
        plain = _("方案 %(letter)s", letter=self.letter)
        return plain if self.is_blind else f"{plain} · {self.name}"

    @property
    def title(self) -> str:
        return self.veil(self.proposal.title)

    @property
    def references(self) -> list[str | None]:
        """None stands for a reference that would give the team away."""
        return [self.veil.reference(one) for one in self.proposal.references]

    def text(self, field: str) -> str:
        """One of the long texts."""
        return self.veil(getattr(self.proposal, field))

    @property
    def filled_count(self) -> int:
        """How many of the parts of a proposal are filled in; `PARTS` says of how many."""
        one = self.proposal
        numbers = (one.price_low if one.price_low is not None else one.price_high, one.duration_months)
        promised = any(finding.verdict != "not_stated" for finding in self.findings)
        return sum(bool(getattr(one, name)) for name in TEXTS) + sum(v is not None for v in numbers) + promised


PARTS = len(TEXTS) + 3
STAGES = (SUBMITTED, ASSESSED, FINALIST, CHOSEN, DECLINED)


def stage_words(shown: Shown) -> str:
    """How far it has come, as the demand's side calls it."""
    words = {
        SUBMITTED: _("待初筛"), ASSESSED: _("评估中"), FINALIST: _("入围"), CHOSEN: _("拟选定"), DECLINED: _("拟不选"),
    }  # fmt: skip
    if shown.candidate.selection.is_delivered:
        words |= {CHOSEN: _("已选定"), DECLINED: _("未选定")}
    return words[shown.proposal.state]


def action_words(action: str) -> str:
    """What a button of the screening does."""
    return {"keep": _("进入评估"), "finalist": _("列为入围"), "back": _("退回初筛"), "decline": _("不选")}[action]


def new_key() -> str:
    """A random key for a form that must not make two records."""
    return secrets.token_urlsafe(18)


def shown_candidates(selection: Selection, viewer: Viewer) -> list[Shown]:
    """What the viewer may read of the candidates; a reviewer not those in which an interest was declared."""
    if not permissions.can_read_answers(viewer, selection):
        return []
    reviewer = None if permissions.is_owner_side(viewer, selection) else reviewer_in(selection, viewer.user_id)
    found = [one for one in standing(selection) if reviewer is None or not is_excluded(reviewer, one)]
    blind = permissions.is_blind_to(viewer, selection)
    veils = veils_of(found) if blind else {}
    own = demand_veil(selection.demand, viewer)
    rows = []
    for one in found:
        findings = [_veiled(finding, veils[one.id]) if blind else finding for finding in findings_of(one.proposal)]
        rows.append(
            Shown(
                candidate=one,
                letter=one.letter,
                name="" if blind else one.proposal.organisation.display_name,
                is_blind=blind,
                veil=veils.get(one.id, own),
                findings=findings,
                counts=counts(findings),
            )
        )
    return sorted(rows, key=lambda row: (len(row.letter), row.letter))


def veils_of(candidates: Sequence[Candidate]) -> dict[int, Veil]:
    """candidate id → what must be taken out of everything that speaks of it: all teams' words, they may name others."""
    organisations = {one.proposal.organisation_id: one.proposal.organisation for one in candidates}
    people = people_of(sorted(organisations))
    writers = {one.proposal.created_by_id for one in candidates}
    writers |= {revision.by_id for one in candidates for revision in one.proposal.revisions}
    ids = {one for found in people.values() for one in found} | {one for one in writers if one is not None}
    words = [word for one in organisations.values() for word in words_of(one)] + names_of_people(ids)
    for one in candidates:
        for achievement in one.proposal.achievements:
            words += [achievement.title, achievement.number or ""]
        words.append(one.proposal.number or "")
    veil = Veil(words, hides_contacts=True)
    return {one.id: veil for one in candidates}


def words_of(organisation: Organisation) -> list[str]:
    """Everything by which an organisation is known."""
    names = names_in((organisation.name, organisation.short_name, organisation.name_en))
    rest = (organisation.credit_code, organisation.website, organisation.contact_name, organisation.contact_phone)
    return [*names, *(one for one in rest if one)]


def demand_veil(demand: Demand, viewer: Viewer) -> Veil:
    """What must be taken out of remarks and reasons for those who may not know whose demand it is."""
    if organisation_shown(viewer, demand):
        return OPEN_VEIL
    people = people_of([demand.organisation_id])[demand.organisation_id]
    return Veil([*words_of(demand.organisation), *names_of_people(people)])


def _veiled(finding: PromiseFinding, veil: Veil) -> PromiseFinding:
    return PromiseFinding(
        **{
            **{name: getattr(finding, name) for name in finding.__dataclass_fields__},
            "promised": veil(finding.promised),
            "condition": veil(finding.condition),
            "proof": veil(finding.proof),
        }
    )


@dataclass(frozen=True)
class Remark:
    """A comment as a viewer reads it."""

    text: str
    author: str
    about: str
    at: Any


def remarks(selection: Selection, viewer: Viewer, shown: Iterable[Shown]) -> list[Remark]:
    """The comments that the viewer may read, veiled like the answers; of candidates that are not shown, none."""
    labels = {one.candidate.id: one for one in shown}
    veil = next((one.veil for one in labels.values() if one.is_blind), demand_veil(selection.demand, viewer))
    own = demand_veil(selection.demand, viewer)
    names = reviewer_names(selection, viewer)
    return [
        Remark(
            text=own(veil(one.text)),
            author=author_words(one, selection, viewer, names),
            about=labels[one.candidate_id].label if one.candidate_id else "",
            at=one.created_at,
        )
        for one in comments_on(selection)
        if one.candidate_id is None or one.candidate_id in labels
    ]


def author_words(comment: SelectionComment, selection: Selection, viewer: Viewer, names: Mapping[int, str]) -> str:
    """Who wrote it: reviewers as `names` calls them, the demand's people only where its organisation may be known."""
    reviewer = reviewer_in(selection, comment.author_id)
    if reviewer is not None:
        return _("评审人 %(name)s", name=names[reviewer.id])
    name = comment.author.name if comment.author else _("已注销的账号")
    if organisation_shown(viewer, selection.demand):
        return _("需求方 %(name)s", name=name)
    return pgettext("actor", "需求方")


@dataclass(frozen=True)
class Judged:
    """The reviews of one candidate as a viewer may read them."""

    result: scoring.Result | None
    waiting_count: int
    by_criterion: Mapping[int, Any]
    reviews: Sequence[tuple[Reviewer, Review]]
    is_hidden: bool


def judged(selection: Selection, shown: Shown, viewer: Viewer, asked: Sequence[Reviewer]) -> Judged:
    """`asked` are the reviewers who are to review this candidate."""
    weights = {one.id: one.weight for one in selection.criteria}
    concerned = [one for one in asked if not is_excluded(one, shown.candidate)]
    found = [
        (reviewer, review)
        for reviewer in concerned
        for review in reviewer.reviews
        if review.candidate_id == shown.candidate.id and review.handed_in_at
    ]
    waiting = len(concerned) - len(found)
    if not permissions.sees_reviews_of_others(viewer, shown.candidate):
        own = [one for one in found if one[0].user_id == viewer.user_id]
        return Judged(None, waiting, {}, own, is_hidden=True)
    points = [{score.criterion_id: score.points for score in review.scores} for _reviewer, review in found]
    means = {one: scoring.criterion_mean(row[one] for row in points if one in row) for one in weights}
    return Judged(scoring.result(points, weights) if weights else None, waiting, means, found, is_hidden=False)


def active_reviewers(selection: Selection, barred: Mapping[int, Sequence[Candidate]]) -> list[Reviewer]:
    """Reviewers who have signed and whom the platform does not bar."""
    return [one for one in selection.reviewers if one.state == SIGNED and not barred.get(one.id)]


def reviewer_names(selection: Selection, viewer: Viewer) -> dict[int, str]:
    """reviewer id → how this viewer reads who it is.

    Addresses are for the demand's own people. Where its name is hidden, so are the names of its people.
    """
    is_owner = permissions.is_owner_side(viewer, selection)
    hidden: set[int] = set()
    if not organisation_shown(viewer, selection.demand):
        hidden = people_of([selection.demand.organisation_id])[selection.demand.organisation_id]
    found = {}
    for one in selection.reviewers:
        user: User | None = one.user
        if user is None:
            found[one.id] = one.email if is_owner else _("受邀评审人")
        else:
            found[one.id] = _("需求方的评审人") if user.id in hidden else user.name
    return found


def in_order_of_results(rows: Sequence[tuple[Shown, Judged]]) -> list[tuple[Shown, Judged]]:
    """The best result first; without one in the order of the letters."""
    return sorted(rows, key=lambda row: -(row[1].result.mean if row[1].result else -1))


def closeness_words(rows: Sequence[tuple[Shown, Judged]]) -> str:
    """Whether the scores tell the two best apart; empty where there are not two results."""
    results = [judged.result for _shown, judged in rows if judged.result is not None]
    if len(results) < 2:
        return ""
    if min(results[0].count, results[1].count) < 2:
        return _("只有一位评审，分数只作参考。")
    if scoring.is_clear(results[0], results[1]):
        return _("第一名的最低分高于第二名的最高分，评审意见一致。")
    return _("前两名的分数范围有重叠，差距在评审分歧以内，请看理由再决定。")
