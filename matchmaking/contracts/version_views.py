"""One version of a text: its clauses with what is said of them, its words against another version, new words."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.contracts import commenting, queries, versions
from matchmaking.contracts.comparing import lines_between
from matchmaking.contracts.forms import AnswerForm, CommentForm, RewordForm
from matchmaking.contracts.models import ClauseComment, Contract, ContractVersion
from matchmaking.contracts.services import PARTIES
from matchmaking.contracts.views import Answer, contracts, load_contract, load_to_act
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side, can_act, can_see_deal
from matchmaking.deals.states import SIDES


def load_version(contract: Contract, number: int) -> ContractVersion:
    """A version, or 404."""
    return queries.version_of(contract, number) or abort(404)


def load_comment(comment_id: int) -> ClauseComment:
    """A comment of a deal that the viewer may see, or 404."""
    comment = queries.comment_by_id(comment_id) or abort(404)
    require(can_see_deal(viewer(), comment.contract.deal), hide=True)
    return comment


def address_of(comment: ClauseComment) -> str:
    """Where a comment is read: at its clause of the newest version that has it."""
    version = queries.newest_version(comment.contract)
    number = version.number if version else comment.version_number
    return url_for(
        "contracts.show_version", deal_id=comment.contract.deal_id, number=number, _anchor=f"comment-{comment.id}"
    )


@contracts.get("/deals/<int:deal_id>/contract/versions/<int:number>")
@guard(SIGNED_IN)
def show_version(deal_id: int, number: int) -> str:
    """A version with its clauses; below each what the sides say of it."""
    deal, contract = load_contract(deal_id)
    version = load_version(contract, number)
    return _version_page(deal, contract, version, CommentForm(formdata=None), request.args.get("clause"))


def _version_page(
    deal: Deal, contract: Contract, version: ContractVersion, form: CommentForm, clause: str | None
) -> str:
    person = viewer()
    side = acting_side(person, deal)
    form.asked.choices = [(one, SIDES[one]) for one in PARTIES if one != side]
    comments = queries.comments_of(contract)
    keys = {one["key"] for one in version.clauses}
    newest = queries.newest_version(contract)
    return deal_page(
        "contracts/show_version.html", deal, person, contract=contract, version=version, newest=newest,
        is_newest=newest is not None and newest.id == version.id,
        is_up_to_date=queries.is_up_to_date(contract, newest),
        comments={key: [one for one in comments if one.clause == key] for key in keys},
        strays=[one for one in comments if one.clause not in keys], form=form, clause=clause, my_side=side,
        answer_form=AnswerForm(formdata=None), answering=request.args.get("answer", ""),
        may_resolve=commenting.may_resolve,
        versions=contract.versions,
    )  # fmt: skip


@contracts.post("/deals/<int:deal_id>/contract/versions/<int:number>/comments")
@guard(SIGNED_IN)
def add_comment(deal_id: int, number: int) -> Answer:
    """Say something of a clause."""
    deal, contract, side = load_to_act(deal_id)
    version = load_version(contract, number)
    clause = request.form.get("clause", "")[:255]
    form = CommentForm()
    if not form.validate_on_submit():
        return _version_page(deal, contract, version, form, clause), 422
    comment = commenting.add_comment(
        contract, version, clause, form.words.data or "", side=side, asked=form.asked.data or "", actor=viewer(),
        form_key=form.form_key.data,
    )  # fmt: skip
    flash(_("意见已提出，对方会收到通知。"), "success")
    return redirect(address_of(comment), 303)


@contracts.get("/contracts/comments/<int:comment_id>")
@guard(SIGNED_IN)
def find_comment(comment_id: int) -> Response:
    """A comment, at its clause."""
    return redirect(address_of(load_comment(comment_id)))


@contracts.post("/contracts/comments/<int:comment_id>/answer")
@guard(SIGNED_IN)
def answer_comment(comment_id: int) -> Answer:
    """Answer below a comment."""
    comment = load_comment(comment_id)
    deal = comment.contract.deal
    require(can_act(viewer(), deal))
    form = AnswerForm()
    if not form.validate_on_submit():
        flash(_("请写出答复再提交。"), "error")
        return redirect(address_of(comment), 303)
    side = acting_side(viewer(), deal) or ""
    commenting.answer_comment(
        comment, form.words.data or "", side=side, actor=viewer(), form_key=form.form_key.data
    )  # fmt: skip
    return redirect(address_of(comment), 303)


@contracts.post("/contracts/comments/<int:comment_id>/resolve")
@guard(SIGNED_IN)
def resolve_comment(comment_id: int) -> Response:
    """Say that a comment is settled."""
    comment = load_comment(comment_id)
    deal = comment.contract.deal
    require(can_act(viewer(), deal))
    commenting.resolve_comment(comment, side=acting_side(viewer(), deal) or "", actor=viewer())
    flash(_("已标为解决。"), "success")
    return redirect(address_of(comment), 303)


@contracts.get("/deals/<int:deal_id>/contract/compare")
@guard(SIGNED_IN)
def compare(deal_id: int) -> str:
    """Two versions clause by clause, what went and what came marked; `old` and `new` are their numbers."""
    deal, contract = load_contract(deal_id)
    found = contract.versions
    if not found:
        abort(404)
    old = _chosen(contract, "old", found[-2] if len(found) > 1 else found[-1])
    new = _chosen(contract, "new", found[-1])
    lines = lines_between(old.clauses, new.clauses)
    return deal_page(
        "contracts/compare.html", deal, viewer(), contract=contract, old=old, new=new, versions=found,
        lines=[one for one in lines if one.is_changed], same=[one for one in lines if not one.is_changed],
        old_title=_("第 %(number)d 稿", number=old.number), new_title=_("第 %(number)d 稿", number=new.number),
    )  # fmt: skip


def _chosen(contract: Contract, name: str, otherwise: ContractVersion) -> ContractVersion:
    number = request.args.get(name, "")
    if not number:
        return otherwise
    return load_version(contract, int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0)


@contracts.route("/deals/<int:deal_id>/contract/clauses/<int:place>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def reword(deal_id: int, place: int) -> Answer:
    """Word a clause anew; `place` counts the clauses of the text as it would be generated now."""
    deal, contract, _side = load_to_act(deal_id)
    versions.check_ready(contract)
    made, _code, _number = versions.draft_of(contract)
    if not 0 < place < len(made.clauses):
        abort(404)
    clause = made.clauses[place]
    form = RewordForm(data={"text": clause["prose"]})
    if form.validate_on_submit():
        wanted = "" if request.form.get("restore") else form.text.data or ""
        versions.reword(contract, clause["key"], wanted, plain=made.plain[clause["key"]], actor=viewer())
        flash(_("这一条已改写。生成新稿以后双方才看得到。"), "success")
        return redirect(url_for("contracts.list_clauses", deal_id=deal.id), 303)
    body = deal_page(
        "contracts/reword.html", deal, viewer(), contract=contract, clause=clause, form=form,
        plain=made.plain[clause["key"]], is_reworded=clause["key"] in contract.rewordings,
    )  # fmt: skip
    return (body, 422) if form.errors else body


@contracts.get("/deals/<int:deal_id>/contract/clauses")
@guard(SIGNED_IN)
def list_clauses(deal_id: int) -> str:
    """The text as it would be generated now, to be worded anew clause by clause."""
    deal, contract, _side = load_to_act(deal_id)
    versions.check_ready(contract)
    made, _code, _number = versions.draft_of(contract)
    outdated = versions.outdated_rewordings(contract, dict(made.plain))
    return deal_page(
        "contracts/list_clauses.html", deal, viewer(), contract=contract, clauses=made.clauses, outdated=outdated,
        gone=[one for one in contract.rewordings if one not in made.plain],
    )  # fmt: skip
