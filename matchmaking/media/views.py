"""Reading a deck page by page, and the page on which the people of a record look after its decks and videos."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.core.pages import page_number
from matchmaking.media import queries
from matchmaking.media.forms import AddForm, SummaryForm
from matchmaking.media.models import COVER, DECK_KINDS, SUMMARY, VIDEO_KINDS, Deck
from matchmaking.media.permissions import can_change_media, can_see_media
from matchmaking.media.states import READY, REMOVED, UNDER_WAY
from matchmaking.media.subjects import Subject, subject_of
from matchmaking.media.uploading import CHUNK_BYTES

media = Blueprint("media", __name__, url_prefix="/media")


@media.get("/decks/<int:deck_id>")
@guard(PUBLIC)
def show_deck(deck_id: int) -> str:
    """One page of a deck, large, with the others below it; `?page=` says which."""
    deck = session.get(Deck, deck_id)
    require(deck is not None and can_see_media(viewer(), deck.subject_type, deck.subject_id), hide=True)
    assert deck is not None
    subject = subject_of(deck.subject_type)
    assert subject is not None
    if deck.state != READY:
        abort(404)
    number = min(page_number(request.args), deck.page_count)
    return render_template(
        "media/show_deck.html",
        deck=deck,
        number=number,
        page=deck.pages[number - 1],
        title=subject.title(deck.subject_id) or "",
        back=subject.page(deck.subject_id),
        may_change=can_change_media(viewer(), deck.subject_type, deck.subject_id),
    )


@media.get("/<subject_type>/<int:subject_id>")
@guard(SIGNED_IN)
def show_media(subject_type: str, subject_id: int) -> str:
    """Everything of a record: upload, replace, put in order, take away and bring back."""
    return manage_page(subject_type, subject_id, changeable(subject_type, subject_id))


def changeable(subject_type: str, subject_id: int) -> Subject:
    """What the record's room says, when the viewer may change its media; 404 for who may not even see it."""
    person, subject = viewer(), subject_of(subject_type)
    may_change = can_change_media(person, subject_type, subject_id)
    require(may_change or can_see_media(person, subject_type, subject_id), hide=True)
    require(may_change)
    assert subject is not None
    return subject


def manage_page(subject_type: str, subject_id: int, subject: Subject, wrong: AddForm | None = None, **more: Any) -> str:
    """The page, with the form that was refused in place of its own."""
    found = queries.media_at(subject_type, subject_id)
    forms: Mapping[str, AddForm] = {kind: AddForm(kind, formdata=None) for kind in subject.kinds}
    if wrong is not None:
        forms = {**forms, wrong.kind: wrong}
    summary = queries.summary_of(subject_type, subject_id)
    replaced = request.values.get("replaces", "")
    return render_template(
        "media/show_media.html",
        subject_type=subject_type,
        subject_id=subject_id,
        subject=subject,
        title=subject.title(subject_id) or "",
        back=subject.page(subject_id),
        shown={kind: [one for one in found if one.purpose == kind and one.state != REMOVED] for kind in subject.kinds},
        removed=[one for one in found if one.state == REMOVED],
        is_under_way=any(one.state in UNDER_WAY for one in found),
        forms=forms,
        summary_form=more.get("summary_form")
        or SummaryForm(formdata=None, data={"text": summary.text if summary else ""}),
        cover=queries.cover_of(subject_type, subject_id),
        uploads=queries.open_uploads(subject_type, subject_id, viewer().user_id or 0),
        replaces=next((one for one in found if str(one.id) == replaced and one.purpose in VIDEO_KINDS), None),
        chunk_bytes=CHUNK_BYTES,
        deck_kinds=DECK_KINDS,
        kinds={"cover": COVER, "summary": SUMMARY},
        limits=_limits(),
        used=queries.used_bytes(subject.owner(subject_id) or 0),
    )


def _limits() -> dict[str, int]:
    config = current_app.config
    names = ("DECK_BYTES", "DECK_PAGES", "VIDEO_BYTES", "VIDEO_MINUTES", "UPLOAD_BYTES", "MEDIA_QUOTA_BYTES",
             "MEDIA_UNDO_HOURS", "UPLOAD_HOURS")  # fmt: skip
    return {name.lower(): config[name] for name in names}
