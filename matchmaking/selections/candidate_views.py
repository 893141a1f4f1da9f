"""One answer under its neutral address: reading it, its files, the own review, and remarks."""

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.files import disk
from matchmaking.files.models import StoredFile
from matchmaking.files.queries import files_of
from matchmaking.proposals.models import Proposal
from matchmaking.selections import conflicts, pages, permissions, reviewing
from matchmaking.selections.forms import CommentForm, ReviewForm
from matchmaking.selections.models import Review, Reviewer, Selection
from matchmaking.selections.views import Answer, load, render_selection, selections

# What can be looked at without giving its writer away in a property box: pictures are made anew when they arrive.
SHOWN_BLIND = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


def load_candidate(selection_id: int, letter: str) -> tuple[Selection, pages.Shown]:
    """The selection and one of its answers as the viewer may read them, else 404."""
    selection = load(selection_id)
    shown = {one.letter: one for one in pages.shown_candidates(selection, viewer())}.get(letter)
    require(shown is not None and permissions.can_read_candidate(viewer(), shown.candidate), hide=True)
    assert shown is not None
    return selection, shown


@selections.get("/selections/<int:selection_id>/proposals/<letter>")
@guard(SIGNED_IN)
def show_candidate(selection_id: int, letter: str) -> str:
    """One answer, with names or under its letter, and the own review of it."""
    selection, shown = load_candidate(selection_id, letter)
    reviewer = permissions.active_reviewer(viewer(), selection)
    form = None
    if reviewer is not None and shown.candidate in reviewing.to_review(reviewer) and selection.is_open:
        review = reviewing.review_of(reviewer, shown.candidate)
        if review is None or not review.handed_in_at:
            form = _fresh_form(selection, review)
    return _page(selection, shown, form)


def _fresh_form(selection: Selection, review: Review | None) -> ReviewForm:
    form = ReviewForm(formdata=None)
    points = {one.criterion_id: one for one in review.scores} if review else {}
    for criterion in selection.criteria:
        score = points.get(criterion.id)
        form.rows.append_entry({"points": str(score.points) if score else "", "remark": score.remark if score else ""})
    form.comment.data = review.comment if review else ""
    form.version.data = str(review.version if review else 0)
    return form


def _page(selection: Selection, shown: pages.Shown, form: ReviewForm | None) -> str:
    barred = conflicts.barred(selection)
    asked = pages.active_reviewers(selection, barred)
    every = pages.shown_candidates(selection, viewer())
    return render_template(
        "selections/show_candidate.html",
        selection=selection,
        demand=selection.demand,
        one=shown,
        proposal=shown.proposal,
        form=form,
        judged=pages.judged(selection, shown, viewer(), asked),
        remarks=[one for one in pages.remarks(selection, viewer(), every) if one.about == shown.label],
        comment=_comment_form([shown], shown.letter),
        may_comment=permissions.can_comment(viewer(), selection),
        manages=permissions.can_manage_selection(viewer(), selection),
        is_owner=permissions.is_owner_side(viewer(), selection),
        files=_files(shown),
        withheld=len(files_of(Proposal.__tablename__, shown.proposal.id)) - len(_files(shown)),
        stage=pages.stage_words(shown),
        names=pages.reviewer_names(selection, viewer()),
        others=[one for one in every if one.letter != shown.letter],
    )


def _comment_form(shown: list[pages.Shown], about: str) -> CommentForm:
    form = CommentForm([(one.letter, one.label) for one in shown], formdata=None)
    form.form_key.data, form.about.data = pages.new_key(), about
    return form


def _files(shown: pages.Shown) -> list[tuple[int, str, StoredFile]]:
    """(number, name, file): with its own name, or, where it is blind, a neutral one and only what can be shown."""
    found = files_of(Proposal.__tablename__, shown.proposal.id)
    if not shown.is_blind:
        return [(place, one.name, one) for place, one in enumerate(found, 1)]
    kept = [(place, one) for place, one in enumerate(found, 1) if one.media_type in SHOWN_BLIND]
    return [(place, neutral_name(shown, place, one), one) for place, one in kept]


def neutral_name(shown: pages.Shown, place: int, stored: StoredFile) -> str:
    """A file name that says nothing of its team."""
    return f"{shown.letter}-{place}.{SHOWN_BLIND[stored.media_type]}"


@selections.get("/selections/<int:selection_id>/proposals/<letter>/files/<int:number>")
@guard(SIGNED_IN)
def read_file(selection_id: int, letter: str, number: int) -> FlaskResponse:
    """A file of an answer; where it is blind, under a neutral name, and only PDF and pictures."""
    _selection, shown = load_candidate(selection_id, letter)
    found = next(((name, one) for place, name, one in _files(shown) if place == number), None)
    require(found is not None, hide=True)
    assert found is not None
    name, stored = found
    path = disk.path_of(stored.token)
    if not path.is_file():
        abort(404)
    response = send_file(path, mimetype=stored.media_type, as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@selections.post("/selections/<int:selection_id>/proposals/<letter>/review")
@guard(SIGNED_IN)
def save_review(selection_id: int, letter: str) -> Answer:
    """Keep the own points, or hand them in for good."""
    selection, shown = load_candidate(selection_id, letter)
    reviewer = permissions.active_reviewer(viewer(), selection)
    require(reviewer is not None)
    assert reviewer is not None
    form = ReviewForm()
    hands_in = request.form.get("action") == "hand_in"
    sound = form.validate() and len(form.rows.entries) == len(selection.criteria)
    if not sound or (hands_in and not form.is_complete()):
        return _page(selection, shown, form), 422
    _refuse_stale_review(reviewer, shown, form)
    points = {
        criterion.id: (int(entry.form.points.data), entry.form.remark.data or "")
        for criterion, entry in zip(selection.criteria, form.rows.entries, strict=True)
        if entry.form.points.data
    }
    reviewing.write_review(reviewer, shown.candidate, points, form.comment.data or "", hand_in=hands_in, actor=viewer())
    flash(_("评分已提交，不能再改。") if hands_in else _("评分已保存，还没有提交。"), "success")
    return redirect(url_for("selections.show_candidate", selection_id=selection.id, letter=shown.letter), 303)


def _refuse_stale_review(reviewer: Reviewer, shown: pages.Shown, form: ReviewForm) -> None:
    """The same person may have two tabs open. Raises Conflict."""
    review = reviewing.review_of(reviewer, shown.candidate)
    if (form.seen_version or 0) == (review.version if review else 0):
        return
    words = _("您在另一个页面已经保存过这份评分，这次没有保存。请打开最新版本再改一次。")
    points = {one.criterion_id: str(one.points) for one in review.scores} if review else {}
    criteria = reviewer.selection.criteria
    raise Conflict(
        words,
        theirs=[(one.name, points.get(one.id, "—")) for one in criteria],
        mine=[
            (one.name, entry.form.points.data or "—") for one, entry in zip(criteria, form.rows.entries, strict=True)
        ],
    )


@selections.post("/selections/<int:selection_id>/comments")
@guard(SIGNED_IN)
def add_comment(selection_id: int) -> Answer:
    """A remark on the whole, or on one of the answers that the viewer may read."""
    selection = load(selection_id)
    require(permissions.can_comment(viewer(), selection))
    shown = {one.letter: one for one in pages.shown_candidates(selection, viewer())}
    form = CommentForm([(one.letter, one.label) for one in shown.values()])
    if not form.validate():
        return render_selection(selection, comment=form), 422
    about = shown.get(form.about.data or "")
    reviewing.comment_on(
        selection,
        form.text.data or "",
        candidate=about.candidate if about else None,
        form_key=form.form_key.data,
        actor=viewer(),
    )
    flash(_("已发出，需求方和评审人看得到，应答单位看不到。"), "success")
    if about is not None and request.form.get("back") == "proposal":
        return redirect(url_for("selections.show_candidate", selection_id=selection.id, letter=about.letter), 303)
    return redirect(url_for("selections.show_selection", selection_id=selection.id, _anchor="remarks"), 303)
