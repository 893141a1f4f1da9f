"""Which steps of a trial a viewer may take, and who puts an achievement into the pool or applies for it."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.records import PUBLISHED
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import acting_side
from matchmaking.deals.states import BROKER, BUYER, RUNNING, SELLER
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.trials import states
from matchmaking.trials.models import PoolEntry, Trial

DECIDE, TERMS, CONFIRM, INSURE, START = "decide", "terms", "confirm", "insure", "start"
EXTEND, RESULTS, CONCLUDE, ANSWER = "extend", "results", "conclude", "answer"
RETURN, DROP, ATTACH = "return", "drop", "attach"
PARTIES = (BUYER, SELLER)


def steps_for(viewer: Viewer, trial: Trial) -> frozenset[str]:
    """The steps that this viewer may take now."""
    side = acting_side(viewer, trial.deal)
    if side is None or trial.deal.state not in RUNNING:
        return frozenset()
    found = {name for name, is_there in _rules(trial, side).items() if is_there}
    return frozenset(found | ({ATTACH} if trial.state not in (states.REFUSED, states.DROPPED) else set()))


def _rules(trial: Trial, side: str) -> dict[str, bool]:
    state, is_sample = trial.state, trial.kind == states.SAMPLE
    confirmed = trial.buyer_confirmed_at if side == BUYER else trial.seller_confirmed_at
    may_report = side in (trial.tester_side, BUYER, BROKER)
    may_drop = state in states.BEFORE_START and (is_sample or side in PARTIES)
    may_drop = may_drop or (state == states.RUNNING and is_sample)
    return {
        DECIDE: state == states.APPLIED and side == SELLER,
        TERMS: state == states.APPROVED and side in PARTIES,
        CONFIRM: state == states.APPROVED and side in PARTIES and confirmed is None,
        INSURE: state == states.AGREED and side in PARTIES,
        START: state in (states.AGREED, states.INSURED, states.PLANNED),
        # Who lends something free of charge says for how much longer.
        EXTEND: state == states.RUNNING and (is_sample or side == SELLER),
        RESULTS: state == states.RUNNING and (may_report if is_sample else side in (BUYER, BROKER)),
        CONCLUDE: state in (states.REPORTED, states.EVALUATED) and side == BUYER,
        ANSWER: (
            state in (states.REPORTED, states.EVALUATED, states.PASSED, states.FAILED)
            and side == SELLER and trial.answered_at is None
        ),
        RETURN: state == states.RUNNING and not is_sample and side == BUYER,
        DROP: may_drop,
    }  # fmt: skip


def can_plan(viewer: Viewer, deal: Deal) -> bool:
    """Plan a sample trial: whoever acts in the running deal."""
    return deal.state in RUNNING and acting_side(viewer, deal) is not None


def can_manage_pool(viewer: Viewer, achievement: Achievement) -> bool:
    """Put an achievement into the pool, change its conditions, take it out."""
    return viewer.edits_for(achievement.organisation_id)


def can_enter_pool(achievement: Achievement) -> bool:
    """Only what is published stands in the pool."""
    return achievement.state == PUBLISHED


def can_apply(viewer: Viewer, entry: PoolEntry, organisation: Organisation | None) -> bool:
    """Apply for a free trial: who writes for an enterprise that is not the owner."""
    return (
        organisation is not None
        and organisation.kind == OrganisationKind.ENTERPRISE
        and viewer.edits_for(organisation.id)
        and organisation.id != entry.organisation_id
        and entry.left_at is None
    )


def sees_figures(viewer: Viewer) -> bool:
    """Figures on trials: own ones for parties and brokers, sums without names for officers."""
    return viewer.is_broker or viewer.is_officer or bool(viewer.memberships)
