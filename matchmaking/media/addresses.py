"""Addresses of pages, videos and pictures for templates. A page calls them for whom it lets see the record."""

from flask import current_app

from matchmaking.media import disk
from matchmaking.media.models import Cover, Deck, Video
from matchmaking.media.queries import Picture
from matchmaking.media.tickets import sign


def file_address(path: str, name: str = "") -> str:
    """The address of a stored file for a few hours; with a `name` it is a download."""
    config = current_app.config
    ticket = sign(path, secret=config["SECRET_KEY"], minutes=config["MEDIA_TICKET_MINUTES"], name=name)
    return f"/media/file/{ticket}"


def deck_page_address(deck: Deck, number: int, width: int = 800) -> str:
    """The picture of a page; `width` is 320 (thumbnail), 800 (phone) or 1600 (stage)."""
    return file_address(disk.page_path(deck.token, number, width))


def deck_page_sources(deck: Deck, number: int) -> str:
    """The same picture in all widths, as `srcset` says it."""
    return ", ".join(f"{deck_page_address(deck, number, width)} {width}w" for width in disk.WIDTHS)


def deck_file_address(deck: Deck, name: str) -> str:
    """The PDF as a download."""
    return file_address(f"{disk.DECKS}/{deck.token}/{disk.DECK_FILE}", name)


def video_address(video: Video) -> str:
    """The video itself; it is sent in the parts that the player asks for."""
    return file_address(f"{disk.VIDEOS}/{video.token}/{disk.VIDEO_FILE}")


def poster_address(video: Video) -> str:
    """A picture out of the video."""
    return file_address(f"{disk.VIDEOS}/{video.token}/{disk.POSTER_FILE}")


def picture_address(picture: Picture) -> str:
    """The picture that stands for a record in a list."""
    return file_address(picture.path)


def cover_address(cover: Cover) -> str:
    """The picture that was chosen for a record."""
    return file_address(f"{disk.COVERS}/{cover.token}/{disk.COVER_FILE}")


GLOBALS = (
    deck_page_address, deck_page_sources, deck_file_address, video_address, poster_address, picture_address,
    cover_address,
)  # fmt: skip
