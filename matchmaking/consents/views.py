"""授权与保密: asking, both sides' lists, answering, signing, and the signed statement to print."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.queries import names_of as people_names
from matchmaking.clocks.wording import lines_for
from matchmaking.consents import permissions, queries, services
from matchmaking.consents.forms import AnswerForm, AskForm, SignForm, names_of
from matchmaking.consents.models import Consent, SignedStatement
from matchmaking.consents.queries import ALL, NAME
from matchmaking.consents.statements import statement_for
from matchmaking.consents.subjects import Subjects, group_words, subjects_of
from matchmaking.consents.wording import STATE_WORDS
from matchmaking.core.addresses import own_address
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.files.queries import downloads_for_owner
from matchmaking.organisations.models import Organisation

consents = Blueprint("consents", __name__, url_prefix="/consents")
Answer = str | Response | tuple[str, int]


@consents.get("")
@guard(SIGNED_IN)
def list_consents() -> str:
    """What others asked of the viewer's organisation, or with ?side=own what it asked of others."""
    own, is_own = viewer().organisation_id or 0, request.args.get("side") == "own"
    rows = queries.consents_of_asker(own) if is_own else queries.consents_for_owner(own)
    return render_template(
        "consents/list_consents.html",
        is_own=is_own,
        rows=rows,
        waiting=queries.waiting_count(viewer()),
        deadlines=lines_for("consents", [one.id for one in rows]),
        openings=[] if is_own else queries.openings_for_owner(own),
        statements=queries.statements_between(organisation_id=own)
        if is_own
        else queries.statements_between(owner_id=own),
        downloads=[] if is_own else downloads_for_owner(own, queries.MOST_SHOWN),
        states=STATE_WORDS,
        group_words=group_words,
        page_of=page_of,
    )


@consents.route("/ask/<subject_type>/<int:subject_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def ask(subject_type: str, subject_id: int) -> Answer:
    """Ask the owner of a record to show parts of it."""
    subjects, record = load_subject(subject_type, subject_id)
    require(permissions.can_ask(viewer(), record))
    form, locked = AskForm(), offered(subjects.locked(viewer(), record))
    form.offer(locked, request.args.getlist("group"))
    if request.method == "POST" and not locked:
        flash(_("这条记录没有需要申请的内容了。"), "info")
        return redirect(own_address(subjects.page(subject_id)) or "/", 303)
    if form.validate_on_submit():
        asked = services.ask(record, form.groups.data or [], form.purpose.data or "", actor=viewer())
        flash(_("申请已发出，对方答复后会告诉您。"), "success")
        wants_statement = any(subjects.needs_statement(record, one.group) for one in asked)
        if wants_statement and queries.statement_of(record, viewer().organisation_id or 0) is None:
            return redirect(url_for("consents.sign", subject_type=subject_type, subject_id=subject_id), 303)
        return redirect(url_for("consents.list_consents", side="own"), 303)
    page = render_template(
        "consents/ask.html",
        form=form,
        record=record,
        locked=locked,
        page=subjects.page(subject_id),
        wants_statement=any(subjects.needs_statement(record, group) for group in locked),
    )
    return (page, 422) if request.method == "POST" else page


def offered(locked: Any) -> dict[str, str]:
    """What can be ticked: with several groups also all of them at once."""
    groups = [one for one in locked if one != NAME]
    found = {ALL: _("全部未公开的内容")} if len(groups) > 1 else {}
    return {**found, **locked}


@consents.get("/<int:consent_id>")
@guard(SIGNED_IN)
def show_consent(consent_id: int) -> str:
    """One request, for the people of both organisations."""
    return _page(load(consent_id))


@consents.post("/<int:consent_id>/grant")
@guard(SIGNED_IN)
def grant(consent_id: int) -> Answer:
    """Say yes."""
    consent = load(consent_id)
    require(permissions.answers_for_owner(viewer(), consent))
    if not permissions.can_answer_consent(viewer(), consent):
        return _done_before(consent)
    form = _answer_form(consent)
    if not form.validate():
        return _page(consent, form), 422
    services.grant_consent(consent, actor=viewer(), answer=form.answer.data or "", until=form.until.data)
    needs, signed = _statement(consent)
    if needs and signed is None:
        flash(_("已同意。对方单位签署保密声明以后就能看到，您可以随时收回。"), "success")
    else:
        flash(_("已同意。对方单位现在就能看到，您可以随时收回。"), "success")
    return redirect(url_for("consents.show_consent", consent_id=consent_id), 303)


@consents.post("/<int:consent_id>/refuse")
@guard(SIGNED_IN)
def refuse(consent_id: int) -> Answer:
    """Say no, with a reason."""
    consent = load(consent_id)
    require(permissions.answers_for_owner(viewer(), consent))
    if not permissions.can_answer_consent(viewer(), consent):
        return _done_before(consent)
    form = _answer_form(consent)
    sound = form.validate()
    if sound and not form.answer.data:
        form.answer.errors = [_("请写明不同意的理由。")]
    if form.answer.errors:
        return _page(consent, form), 422
    services.refuse_consent(consent, actor=viewer(), answer=form.answer.data or "")
    flash(_("已答复不同意，对方会看到理由。"), "success")
    return redirect(url_for("consents.show_consent", consent_id=consent_id), 303)


@consents.post("/<int:consent_id>/revoke")
@guard(SIGNED_IN)
def revoke(consent_id: int) -> Answer:
    """End what was granted."""
    consent = load(consent_id)
    require(permissions.answers_for_owner(viewer(), consent))
    if not permissions.can_revoke_consent(viewer(), consent):
        return _done_before(consent)
    services.revoke_consent(consent, actor=viewer())
    flash(_("已收回，对方单位不再看得到。"), "success")
    return redirect(url_for("consents.show_consent", consent_id=consent_id), 303)


@consents.post("/<int:consent_id>/take-back")
@guard(SIGNED_IN)
def take_back(consent_id: int) -> Answer:
    """The asker needs it no longer."""
    consent = load(consent_id)
    require(viewer().edits_for(consent.organisation_id))
    if not permissions.can_take_back_consent(viewer(), consent):
        return _done_before(consent)
    services.take_back_consent(consent, actor=viewer())
    flash(_("已取消。"), "success")
    return redirect(url_for("consents.list_consents", side="own"), 303)


@consents.route("/sign/<subject_type>/<int:subject_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def sign(subject_type: str, subject_id: int) -> Answer:
    """Read the confidentiality statement and sign it for the organisation."""
    subjects, record = load_subject(subject_type, subject_id)
    require(permissions.can_ask(viewer(), record))
    organisation = session.get_one(Organisation, viewer().organisation_id)
    form = SignForm()
    before = queries.statement_of(record, organisation.id)
    if before is None and form.validate_on_submit():
        services.sign_statement(record, actor=viewer(), signer_name=viewer().name)
        flash(_("已签署。对方同意后就能看到内容；已经同意的，现在就能看到。"), "success")
        return redirect(own_address(subjects.page(subject_id)) or "/", 303)
    if before is not None:
        return redirect(url_for("consents.show_statement", statement_id=before.id), 303)
    page = render_template(
        "consents/sign.html",
        form=form,
        record=record,
        statement=statement_for(organisation, record),
        page=subjects.page(subject_id),
    )
    return (page, 422) if form.errors else page


@consents.get("/statements/<int:statement_id>")
@guard(SIGNED_IN)
def show_statement(statement_id: int) -> str:
    """A signed statement, as it was signed; to print."""
    statement = session.get(SignedStatement, statement_id)
    require(statement is not None and permissions.can_view_statement(viewer(), statement), hide=True)
    assert statement is not None
    return render_template("consents/show_statement.html", statement=statement, page=page_of(statement))


def _done_before(consent: Consent) -> Response:
    """A second click, or somebody else was faster: the page says how things stand."""
    flash(_("这条申请已经处理过了，下面是现在的状态。"), "info")
    return redirect(url_for("consents.show_consent", consent_id=consent.id), 303)


def load(consent_id: int) -> Consent:
    """The consent, or 404; also 404 for who has nothing to do with it."""
    consent = session.get(Consent, consent_id)
    require(consent is not None and permissions.can_view_consent(viewer(), consent), hide=True)
    assert consent is not None
    return consent


def load_subject(subject_type: str, subject_id: int) -> tuple[Subjects, Any]:
    """The record that is asked about, or 404; also 404 for who may not know of it."""
    subjects = subjects_of(subject_type) or abort(404)
    record = subjects.load(subject_id)
    require(record is not None and subjects.may_view(viewer(), record), hide=True)
    return subjects, record


def page_of(about: Any) -> str:
    """The page of the record behind a consent, an opening or a statement."""
    subjects = subjects_of(about.subject_type)
    return own_address(subjects.page(about.subject_id)) or "/" if subjects else "/"


def _answer_form(consent: Consent) -> AnswerForm:
    subjects = subjects_of(consent.subject_type)
    record = subjects.load(consent.subject_id) if subjects else None
    hidden = subjects is not None and record is not None and subjects.hides_name(record) and consent.group != NAME
    return AnswerForm(hidden_names=names_of(consent.owner) if hidden else ())


def _statement(consent: Consent) -> tuple[bool, SignedStatement | None]:
    """Whether what was asked for needs a signed statement, and the one that was signed."""
    subjects = subjects_of(consent.subject_type)
    record = subjects.load(consent.subject_id) if subjects else None
    if subjects is None or record is None:
        return False, None
    return subjects.needs_statement(record, consent.group), queries.statement_of(record, consent.organisation_id)


def _page(consent: Consent, form: AnswerForm | None = None) -> str:
    person = viewer()
    is_owner = person.belongs_to(consent.owner_id)
    needs, signed = _statement(consent)
    return render_template(
        "consents/show_consent.html",
        consent=consent,
        form=form or AnswerForm(),
        is_owner=is_owner,
        is_party=is_owner or person.belongs_to(consent.organisation_id),
        group=group_words(consent.subject_type, consent.group),
        people=people_names({one for one in (consent.asked_by_id, consent.answered_by_id) if one}),
        states=STATE_WORDS,
        clock=lines_for("consents", [consent.id]).get(consent.id),
        signed=signed,
        needs_statement=needs,
        page=page_of(consent),
        may_answer=permissions.can_answer_consent(person, consent),
        may_revoke=permissions.can_revoke_consent(person, consent),
        may_take_back=permissions.can_take_back_consent(person, consent),
        may_sign=needs
        and signed is None
        and person.edits_for(consent.organisation_id)
        and person.organisation_id == consent.organisation_id,
    )
