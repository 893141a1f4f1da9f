"""Reading a deck: one page after the other with its text, for whoever sees the record."""

from flask import Blueprint, abort, render_template, request

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.guards import PUBLIC, guard, require
from matchmaking.core.pages import page_number
from matchmaking.media.models import Deck
from matchmaking.media.permissions import can_see_media
from matchmaking.media.states import READY
from matchmaking.media.subjects import subject_of

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
    )
