"""Asks people to review, takes their declarations and their reviews, and keeps remarks."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from matchmaking.accounts.models import User
from matchmaking.accounts.queries import fold_email, user_by_email
from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.jobs import enqueue
from matchmaking.organisations.queries import membership_of
from matchmaking.proposals.states import ASSESSED, FINALIST
from matchmaking.selections.conflicts import Interests, is_excluded
from matchmaking.selections.deadlines import end_review, start_review
from matchmaking.selections.models import Candidate, Review, Reviewer, Score, Selection, SelectionComment
from matchmaking.selections.notices import tell_comment, tell_owner, tell_reviewer, untell_reviewer
from matchmaking.selections.queries import comment_by_key, standing
from matchmaking.selections.scoring import MOST_POINTS
from matchmaking.selections.services import require_open
from matchmaking.selections.states import EXCUSED, INVITED, REMOVED, REVIEWER_STATES, SIGNED
from matchmaking.selections.veil import names_in

NO_INTEREST, SOME_INTEREST, INTEREST = "none", "some", "all"
MOST_REVIEWERS = 20


def invite_reviewer(selection: Selection, *, email: str, actor: Viewer) -> Reviewer:
    """Ask whoever owns this address; asked again after leaving, the part begins anew.

    Raises RuleBroken for somebody who belongs or belonged to an answering organisation or works on an answer.
    """
    require_open(selection)
    email = fold_email(email)
    user = _account(email)
    if user is not None and reads_names(selection, user.id):
        raise RuleBroken(own_people_words())
    if Interests(selection).of(user):
        raise RuleBroken(_("平台核查到这个人与某个应答方有关联（现在或曾经的成员，或参与了方案），不能邀请评审。"))
    reviewer = next((one for one in selection.reviewers if one.email == email), None)
    if reviewer is not None and reviewer.state in (INVITED, SIGNED):
        raise RuleBroken(_("这个人已经在评审名单里。"))
    if reviewer is None:
        if len(selection.reviewers) >= MOST_REVIEWERS:
            raise RuleBroken(_("一次最多邀请 %(most)d 位评审人。", most=MOST_REVIEWERS))
        reviewer = Reviewer(selection=selection, email=email, state=INVITED, excluded={})
        current_session().add(reviewer)
    else:
        REVIEWER_STATES.move(reviewer, INVITED, actor=actor)
    reviewer.user_id, reviewer.user = (user.id, user) if user else (None, None)
    reviewer.invited_by_id, reviewer.invited_at = actor.user_id, now()
    reviewer.declaration = reviewer.interest = reviewer.declared_at = None
    reviewer.excluded = {}
    # The address of the reviewer's page holds the id.
    current_session().flush()
    history.record("selections.reviewer_invited", reviewer, actor=actor)
    if user is not None:
        start_review(reviewer)
        once = f"selections:{selection.id}:invited:{reviewer.id}:{reviewer.invited_at.isoformat()}"
        tell_reviewer(reviewer, "invited", once, moment=selection.decides_at.isoformat())
    else:
        enqueue("selections.write_invitation", reviewer_id=reviewer.id)
    return reviewer


def reads_names(selection: Selection, user_id: int) -> bool:
    """Whether a person of the demand's organisation would read names in a review that is blind for reviewers only."""
    if not selection.is_blind or selection.is_blind_for_owner:
        return False
    return membership_of(selection.demand.organisation_id, user_id) is not None


def own_people_words() -> str:
    """Why somebody of the demand's organisation cannot review blind."""
    return _("匿名评审时，本单位成员看得到名称，不能当评审人。要请本单位的人评审，请先选上“我单位也不看名称”。")


def _account(email: str) -> User | None:
    user = user_by_email(email)
    return user if user is not None and user.is_active and user.email_confirmed_at is not None else None


def declare(
    reviewer: Reviewer,
    declaration: str,
    *,
    user: User,
    excluded: Sequence[Candidate] = (),
    interest: str = "",
) -> bool:
    """Sign the declaration of interests; nothing is shown before. False when the reviewer thereby steps back.

    With an interest in some answers the reviewer never sees those. What the platform knows excuses as well.
    """
    reviewer.user_id, reviewer.user = user.id, user
    reviewer.declaration, reviewer.declared_at = declaration, now()
    reviewer.interest = interest.strip() or None
    barred = bool(Interests(reviewer.selection).of(user))
    if declaration == INTEREST or barred:
        REVIEWER_STATES.move(reviewer, EXCUSED, actor=user, barred=barred)
        end_review(reviewer, was_answered=True)
        once = f"selections:reviewer:{reviewer.id}:excused:{reviewer.invited_at.isoformat()}"
        tell_owner(reviewer.selection, "reviewer_excused", once, None, name=user.name)
        return False
    reviewer.excluded = {str(one.proposal_id): True for one in excluded} if declaration == SOME_INTEREST else {}
    REVIEWER_STATES.move(reviewer, SIGNED, actor=user, declaration=declaration)
    start_review(reviewer)
    return True


def named_in(selection: Selection, names: Sequence[str]) -> list[Candidate]:
    """The candidates whose organisation somebody has typed, in full, shortened, or as a part of a longer name."""
    typed = ["".join(one.split()).casefold() for one in names]
    found = []
    for one in standing(selection):
        organisation = one.proposal.organisation
        known = names_in((organisation.name, organisation.short_name, organisation.name_en))
        plain = ["".join(word.split()).casefold() for word in known]
        if any(word in text or (len(text) >= 3 and text in word) for word in plain for text in typed):
            found.append(one)
    return found


def remove_reviewer(reviewer: Reviewer, *, actor: Viewer) -> None:
    """Take a reviewer out; what was handed in no longer counts, the record of it stays."""
    require_open(reviewer.selection)
    REVIEWER_STATES.move(reviewer, REMOVED, actor=actor)
    end_review(reviewer, was_answered=False)
    untell_reviewer(reviewer)


def to_review(reviewer: Reviewer) -> list[Candidate]:
    """What the reviewer is asked to score: what was kept, except where an interest was declared."""
    kept = [one for one in standing(reviewer.selection) if one.proposal.state in (ASSESSED, FINALIST)]
    return [one for one in kept if not is_excluded(reviewer, one)]


def review_of(reviewer: Reviewer, candidate: Candidate) -> Review | None:
    """The reviewer's own review of one candidate."""
    return next((one for one in reviewer.reviews if one.candidate_id == candidate.id), None)


def write_review(
    reviewer: Reviewer,
    candidate: Candidate,
    points: Mapping[int, tuple[int, str]],
    comment: str,
    *,
    hand_in: bool,
    actor: Viewer,
) -> Review:
    """Keep points and remarks by criterion; handed in they are fixed, because from then on those of others are read.

    Raises RuleBroken when it is fixed already, or when a criterion has no points.
    """
    selection = reviewer.selection
    require_open(selection)
    if candidate not in to_review(reviewer):
        raise RuleBroken(_("这个方案现在不在评审中。请刷新页面。"))
    review = review_of(reviewer, candidate)
    if review is not None and review.handed_in_at:
        raise RuleBroken(_("您对这个方案的评分已经提交，提交后不能修改。确实要改，请联系需求方退回重评。"))
    known = {one.id for one in selection.criteria}
    if any(not 0 <= one <= MOST_POINTS for one, _remark in points.values()) or not set(points) <= known:
        raise RuleBroken(_("每项请打 0–10 的整数分。"))
    if hand_in and set(points) != known:
        raise RuleBroken(_("每一项都要打分才能提交。"))
    if review is None:
        review = Review(candidate_id=candidate.id)
        reviewer.reviews.append(review)
    review.comment = comment.strip()
    review.revision_count = len(candidate.proposal.revisions)
    present = {one.criterion_id: one for one in review.scores}
    for criterion_id, (value, remark) in points.items():
        row = present.get(criterion_id)
        if row is None:
            review.scores.append(Score(criterion_id=criterion_id, points=value, remark=remark))
        else:
            row.points, row.remark = value, remark
    for row in [one for one in review.scores if one.criterion_id not in points]:
        review.scores.remove(row)
    if hand_in:
        review.handed_in_at = now()
        _note_handed_in(reviewer, review, actor)
    return review


def _note_handed_in(reviewer: Reviewer, review: Review, actor: Viewer) -> None:
    history.record("selections.review_handed_in", reviewer, actor=actor)
    done = {one.candidate_id for one in reviewer.reviews if one.handed_in_at}
    if all(one.id in done for one in to_review(reviewer)):
        end_review(reviewer)
        once = f"selections:reviewer:{reviewer.id}:done:{review.candidate_id}"
        tell_owner(reviewer.selection, "reviewed", once, actor, name=reviewer.user.name if reviewer.user else "")


def return_review(reviewer: Reviewer, candidate: Candidate, *, actor: Viewer) -> None:
    """Let a reviewer score anew what was handed in, because a figure was wrong or the answer has changed."""
    require_open(reviewer.selection)
    review = review_of(reviewer, candidate)
    if review is None or review.handed_in_at is None:
        raise RuleBroken(_("这份评分还没有提交，不需要退回。"))
    review.handed_in_at = None
    history.record("selections.review_returned", reviewer, actor=actor)
    start_review(reviewer)
    once = f"selections:reviewer:{reviewer.id}:returned:{candidate.id}:{now().isoformat()}"
    tell_reviewer(reviewer, "returned", once, letter=candidate.letter)


def comment_on(
    selection: Selection, text: str, *, candidate: Candidate | None, form_key: str | None, actor: Viewer
) -> SelectionComment:
    """Keep a remark; the same form twice makes one."""
    if form_key and (made := comment_by_key(form_key)) is not None and made.author_id == actor.user_id:
        return made
    comment = SelectionComment(
        selection_id=selection.id,
        candidate=candidate,
        author_id=actor.user_id,
        form_key=form_key or None,
        text=text.strip(),
    )
    current_session().add(comment)
    # The notice is known by its id.
    current_session().flush()
    tell_comment(comment, selection, actor)
    return comment
