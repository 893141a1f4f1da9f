"""What is asked of decks, videos, covers and summaries. None asks who looks: the page of the record has done so."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from matchmaking.core.db import current_session
from matchmaking.media.models import DECK, DECK_KINDS, PITCH, Cover, Deck, DeckPage, Summary, Upload, Video
from matchmaking.media.states import FAILED, READY, UNDER_WAY


def deck_of(subject_type: str, subject_id: int, purpose: str = DECK) -> Deck | None:
    """The deck that a record shows, or with purpose "summary" the PDF of its summary; only when it is ready."""
    return current_session().scalar(
        select(Deck)
        .where(_is(Deck, subject_type, [subject_id]), Deck.purpose == purpose, Deck.state == READY)
        .order_by(Deck.id.desc())
        .limit(1)
    )


def decks_of(subject_type: str, ids: Collection[int]) -> dict[int, Deck]:
    """id → the deck that each of these records shows."""
    query = select(Deck).where(_is(Deck, subject_type, ids), Deck.purpose == DECK, Deck.state == READY)
    return {one.subject_id: one for one in current_session().scalars(query.order_by(Deck.id))}


def video_of(subject_type: str, subject_id: int, purpose: str = PITCH) -> Video | None:
    """The first video that a record shows."""
    found = ready_videos(subject_type, [subject_id], purpose)
    return found[0] if found else None


def ready_videos(subject_type: str, ids: Collection[int], purpose: str = PITCH) -> list[Video]:
    """The videos that these records show, each record's in their order."""
    query = select(Video).where(_is(Video, subject_type, ids), Video.purpose == purpose, Video.state == READY)
    return list(current_session().scalars(query.order_by(Video.subject_id, Video.position, Video.id)))


def deck_text(subject_type: str, subject_id: int) -> str:
    """All words that a record shows beside its own text: of deck and summary, page after page. For the index."""
    return deck_texts(subject_type, [subject_id]).get(subject_id, "")


def deck_texts(subject_type: str, ids: Collection[int]) -> dict[int, str]:
    """The same for many records; those without any words are missing."""
    session = current_session()
    pages = (
        select(Deck.subject_id, DeckPage.text)
        .join(DeckPage, DeckPage.deck_id == Deck.id)
        .where(_is(Deck, subject_type, ids), Deck.purpose.in_(DECK_KINDS), Deck.state == READY)
        .order_by(Deck.purpose, Deck.id, DeckPage.number)
    )
    words = select(Summary.subject_id, Summary.text).where(_is(Summary, subject_type, ids))
    found: dict[int, list[str]] = {}
    for subject_id, text in [*session.execute(pages), *session.execute(words)]:
        if text:
            found.setdefault(subject_id, []).append(text)
    return {one: "\n".join(texts) for one, texts in found.items()}


def page_of(deck: Deck, number: int) -> DeckPage | None:
    """One page of a deck."""
    query = select(DeckPage).where(DeckPage.deck_id == deck.id, DeckPage.number == number)
    return current_session().scalar(query)


def summary_of(subject_type: str, subject_id: int) -> Summary | None:
    """The words of a record on one page."""
    return current_session().scalar(select(Summary).where(_is(Summary, subject_type, [subject_id])))


def cover_of(subject_type: str, subject_id: int) -> Cover | None:
    """The picture that was chosen for a record."""
    return current_session().scalar(select(Cover).where(_is(Cover, subject_type, [subject_id])))


@dataclass(frozen=True)
class Picture:
    """What stands for a record in a list: a stored path, its size, and how it came to be ("cover", "deck", "video")."""

    path: str
    width: int
    height: int
    kind: str


def pictures_of(subject_type: str, ids: Collection[int]) -> dict[int, Picture]:
    """id → its cover, or else the first page of its deck, or else the poster of its video. Three questions in all."""
    session, found = current_session(), {}
    for video in reversed(ready_videos(subject_type, ids)):
        if video.has_poster:
            found[video.subject_id] = Picture(f"videos/{video.token}/poster.webp", video.width, video.height, "video")
    first = (
        select(Deck.subject_id, Deck.token, DeckPage.width, DeckPage.height)
        .join(DeckPage, DeckPage.deck_id == Deck.id)
        .where(_is(Deck, subject_type, ids), Deck.purpose == DECK, Deck.state == READY, DeckPage.number == 1)
    )
    for subject_id, token, width, height in session.execute(first.order_by(Deck.id)):
        found[subject_id] = Picture(f"decks/{token}/1-800.webp", width, height, "deck")
    for cover in session.scalars(select(Cover).where(_is(Cover, subject_type, ids))):
        found[cover.subject_id] = Picture(f"covers/{cover.token}/cover.webp", cover.width, cover.height, "cover")
    return found


def media_at(subject_type: str, subject_id: int) -> list[Deck | Video]:
    """Everything of a record for those who change it: shown, under way, refused, or taken away a short time ago."""
    session = current_session()
    decks = session.scalars(select(Deck).where(_is(Deck, subject_type, [subject_id])).order_by(Deck.id.desc()))
    videos = session.scalars(
        select(Video).where(_is(Video, subject_type, [subject_id])).order_by(Video.position, Video.id)
    )
    return [*decks, *videos]


def open_uploads(subject_type: str, subject_id: int, user_id: int) -> list[Upload]:
    """What a person began to upload to a record and has not finished."""
    query = select(Upload).where(
        _is(Upload, subject_type, [subject_id]), Upload.user_id == user_id, Upload.open_key.is_not(None)
    )
    return list(current_session().scalars(query.order_by(Upload.id)))


def upload_by_token(token: str) -> Upload | None:
    """The upload behind an address."""
    return current_session().scalar(select(Upload).where(Upload.token == token))


def used_bytes(organisation_id: int) -> int:
    """How much the media of an organisation take, what is being uploaded included."""
    session, total = current_session(), 0
    for model in (Deck, Video):
        query = select(func.sum(model.size)).where(model.organisation_id == organisation_id, model.state != FAILED)
        total += session.scalar(query) or 0
    total += session.scalar(select(func.sum(Cover.size)).where(Cover.organisation_id == organisation_id)) or 0
    going = select(func.sum(Upload.size)).where(Upload.organisation_id == organisation_id, Upload.open_key.is_not(None))
    return total + (session.scalar(going) or 0)


def count_videos(subject_type: str, subject_id: int, purpose: str) -> int:
    """How many videos a record has or will have."""
    query = select(func.count(Video.id)).where(
        _is(Video, subject_type, [subject_id]), Video.purpose == purpose, Video.state.in_((READY, *UNDER_WAY))
    )
    return current_session().scalar(query) or 0


def _is(
    model: type[Deck | Video | Cover | Summary | Upload], subject_type: str, ids: Collection[int]
) -> ColumnElement[bool]:
    return (model.subject_type == subject_type) & model.subject_id.in_(list(ids))
