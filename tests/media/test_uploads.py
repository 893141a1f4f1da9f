"""Uploads in pieces: dropped, repeated, gone on with in another browser window, refused at the end."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import reading, session
from matchmaking.core.jobs import run_waiting
from matchmaking.media import disk
from matchmaking.media.models import Deck, Upload, Video
from tests.factories.accounts import make_user
from tests.factories.media import SHOWN, register_examples
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.media.samples import make_clip, make_pdf
from tests.visitor import Visitor

PDF = make_pdf("in three pieces")


@pytest.fixture
def own(app: Flask) -> tuple[Visitor, int]:
    """An owner who is signed in, and the id of the record."""
    register_examples()

    def make() -> tuple[Any, int]:
        owner = make_user()
        return owner, make_organisation(owner=owner).id

    owner, one = kept(app, "upload-owner", make)
    return Visitor(app).sign_in(owner), one


def begin(visitor: Visitor, one: int, data: bytes = PDF, kind: str = "deck", **more: Any) -> Any:
    """Begin an upload; the answer."""
    about = {"kind": kind, "name": "讲稿.pdf", "size": str(len(data)), "mark": "7", **more}
    return visitor.post(f"/media/{SHOWN}/{one}/uploads", about, follow=False).response


def piece(visitor: Visitor, url: str, offset: int, data: bytes) -> Any:
    """Send a piece; the answer."""
    headers = {"X-CSRFToken": visitor.token(), "Upload-Offset": str(offset)}
    return visitor.send("post", url, data=data, headers=headers, content_type="application/octet-stream")


def count(model: type) -> int:
    with reading():
        return len(session.scalars(select(model)).all())


def test_a_dropped_upload_goes_on_where_it_was(app: Flask, own: tuple[Visitor, int]) -> None:
    visitor, one = own
    begun = begin(visitor, one).json
    url = begun["url"]
    assert (begun["received"], begun["size"], begun["is_done"]) == (0, len(PDF), False)
    assert piece(visitor, url, 0, PDF[:300]).json["received"] == 300
    # The answer to a piece was lost, so it comes again; and one comes too early.
    again, early = piece(visitor, url, 0, PDF[:300]), piece(visitor, url, 500, PDF[500:])
    assert [(answer.status_code, answer.json) for answer in (again, early)] == [(409, {"received": 300})] * 2
    # The page was loaded anew: it names the file, and the same file goes on.
    page = visitor.open(f"/media/{SHOWN}/{one}")
    assert f"“讲稿.pdf”只传了 {300 * 100 // len(PDF)}%" in page.text
    told = begin(visitor, one).json
    assert (told["url"], told["received"], told["is_done"]) == (url, 300, False)
    assert visitor.send("get", url).json == told
    last = piece(visitor, url, 300, PDF[300:]).json
    assert (last["is_done"], last["next"]) == (True, f"/media/{SHOWN}/{one}#deck")
    # Who did not hear the answer asks, or sends the last piece again, and no second deck is made.
    assert piece(visitor, url, 300, PDF[300:]).json["is_done"] is True
    assert visitor.send("get", url).json["is_done"] is True
    run_waiting()
    with reading():
        (deck,) = session.scalars(select(Deck))
        assert (deck.state, deck.page_count, deck.name) == ("ready", 1, "讲稿.pdf")
    assert "只传了" not in visitor.open(f"/media/{SHOWN}/{one}").text
    assert list((disk.folder() / "uploads").iterdir()) == []


def test_more_than_was_announced_or_too_much_at_once_is_not_taken(own: tuple[Visitor, int]) -> None:
    visitor, one = own
    url = begin(visitor, one).json["url"]
    assert piece(visitor, url, 0, PDF + b"x").status_code == 409
    assert piece(visitor, url, 0, b"x" * (4 * 1024 * 1024 + 1)).status_code == 413
    assert visitor.send("get", url).json["received"] == 0


def test_a_file_that_cannot_be_used_is_refused_with_its_last_piece(own: tuple[Visitor, int]) -> None:
    visitor, one = own
    data = b"MZ" * 50
    url = begin(visitor, one, data).json["url"]
    answer = piece(visitor, url, 0, data)
    assert (answer.status_code, answer.json["error"][:11]) == (422, "这不是 PDF 文件，")
    assert (count(Upload), count(Deck)) == (0, 0)
    assert list((disk.folder() / "uploads").iterdir()) == []
    assert visitor.send("get", url).status_code == 404


@pytest.mark.parametrize(
    ("more", "words"),
    [({"size": "0"}, "文件是空的"), ({"size": "9" * 12}, "文件超过 50 MB"), ({"size": "x"}, "文件是空的")],
)
def test_what_cannot_come_in_is_said_before_it_comes(
    own: tuple[Visitor, int], more: dict[str, str], words: str
) -> None:
    visitor, one = own
    answer = begin(visitor, one, **more)
    assert answer.status_code == 422
    assert answer.json["error"].startswith(words)
    assert count(Upload) == 0


def test_what_is_announced_counts_and_only_a_few_at_a_time(app: Flask, own: tuple[Visitor, int]) -> None:
    visitor, one = own
    app.config["MEDIA_QUOTA_BYTES"] = 2 * len(PDF)
    assert [begin(visitor, one, mark=mark).status_code for mark in "123"] == [200, 200, 422]
    app.config["MEDIA_QUOTA_BYTES"] = 100 * len(PDF)
    assert [begin(visitor, one, mark=mark).status_code for mark in "3456"] == [200, 200, 200, 422]
    page = visitor.open(f"/media/{SHOWN}/{one}")
    page = visitor.submit(page, action="/cancel")
    assert "已取消上传。" in page.text
    assert count(Upload) == 4


def test_an_upload_belongs_to_who_began_it(app: Flask, own: tuple[Visitor, int]) -> None:
    visitor, one = own
    url = begin(visitor, one).json["url"]
    stranger = Visitor(app).sign_in(make_user())
    assert begin(stranger, one).status_code == 403
    assert [stranger.send("get", url).status_code, piece(stranger, url, 0, b"x").status_code] == [404, 404]
    assert stranger.post(url + "/cancel").status == 404


def test_bytes_that_went_although_the_row_stayed_are_asked_for_again(own: tuple[Visitor, int]) -> None:
    visitor, one = own
    data = make_clip()
    url = begin(visitor, one, data, "pitch").json["url"]
    piece(visitor, url, 0, data[:1000])
    disk.upload_path(url.rsplit("/", 1)[1]).unlink()
    assert piece(visitor, url, 1000, data[1000:]).json == {"received": 0}
    assert piece(visitor, url, 0, data).json["is_done"] is True
    assert count(Video) == 1
