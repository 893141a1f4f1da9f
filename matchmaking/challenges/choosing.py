"""What a challenge asks of the choice among its answers, and what follows for it from what was chosen."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.accounts.viewer import Viewer
from matchmaking.challenges.models import Challenge
from matchmaking.challenges.queries import challenge_of
from matchmaking.challenges.states import AWARDED, CLOSED
from matchmaking.selections.deciding import chosen_ones
from matchmaking.selections.models import Candidate, Selection
from matchmaking.selections.queries import latest_of, running_of, standing
from matchmaking.selections.services import ensure_selection


def begin_choice(challenge: Challenge, *, actor: Viewer | None) -> Selection:
    """The selection of a challenge that was just announced, blind where the rules ask for it."""
    selection = ensure_selection(challenge.demand, actor=actor)
    selection.is_blind = challenge.rules.is_blind
    return selection


def confirmed_choice(challenge: Challenge) -> Selection | None:
    """The selection whose decision the enterprise has confirmed and nobody has heard of yet."""
    selection = running_of(challenge.demand_id)
    return selection if selection is not None and selection.is_decided else None


def waits_for(selection: Selection) -> str | None:
    """Why the decision may not be delivered yet: who is chosen must be shown to the public first."""
    challenge = challenge_of(selection.demand)
    if challenge is None or challenge.state in (AWARDED, CLOSED) or not chosen_ones(selection):
        return None
    return _("评审结果要先公示，公示期满、没有成立的异议才送达。")


def most_winners(selection: Selection) -> int | None:
    """How many may be chosen side by side (赛马), as the rules of the challenge say."""
    challenge = challenge_of(selection.demand)
    return challenge.rules.most_winners if challenge is not None else None


def winners_of(selection: Selection) -> list[tuple[str, str]]:
    """(organisation, title of its proposal) of who was chosen, for the public."""
    return [(one.proposal.organisation.name, one.proposal.title) for one in chosen_ones(selection)]


def shortcomings(challenge: Challenge, selection: Selection | None) -> list[str]:
    """What keeps the result from being shown to the public, in words for the officer."""
    if selection is None:
        return [_("企业还没有确认评审决定。")]
    chosen = chosen_ones(selection)
    if not chosen:
        return [_("企业没有选定揭榜方。")]
    rules, found = challenge.rules, []
    if rules.is_blind and not selection.is_blind:
        found.append(_("规则要求盲评，这次评审没有盲评。"))
    fewest = min(_review_count(selection, one) for one in chosen)
    if fewest < rules.panel_size:
        words = ngettext("规则要求至少 %(num)s 位评审人评分", "规则要求至少 %(num)s 位评审人评分", rules.panel_size)
        found.append(_("%(words)s，选定的方案只有 %(count)s 位评过。", words=words, count=fewest))
    return found


def _review_count(selection: Selection, candidate: Candidate) -> int:
    """How many reviewers have handed in their review of a candidate."""
    reviews = [review for reviewer in selection.reviewers for review in reviewer.reviews]
    return sum(one.candidate_id == candidate.id and one.handed_in_at is not None for one in reviews)


def answers_of(challenge: Challenge) -> Sequence[Candidate]:
    """The answers that are handed in."""
    selection = latest_of(challenge.demand_id)
    return standing(selection) if selection is not None else []
