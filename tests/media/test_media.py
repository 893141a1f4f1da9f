"""Decks and videos from the upload to the page, with a real PDF and a real MP4."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.jobs import run_waiting
from matchmaking.media import disk, sweeping
from matchmaking.media.models import Cover, Deck, Upload, Video
from matchmaking.media.queries import deck_of, deck_text, pictures_of, ready_videos, video_of
from matchmaking.media.signals import media_ready
from matchmaking.notifications.models import Notice
from matchmaking.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.media import KEPT, SHOWN, make_deck, make_video, picture_bytes, register_examples
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.media.samples import make_clip, make_pdf
from tests.visitor import Seen, Visitor


@pytest.fixture
def own(app: Flask) -> tuple[Visitor, Organisation]:
    """An owner who is signed in, and the record of the organisation."""
    register_examples()

    def make() -> tuple[Any, Organisation]:
        owner = make_user()
        return owner, make_organisation(owner=owner)

    owner, organisation = kept(app, "media-owner", make)
    return Visitor(app).sign_in(owner), organisation


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str]]]:
    """What the signal told, as (type, kind)."""
    found: list[tuple[str, str]] = []

    def listen(sender: str, **data: Any) -> None:
        found.append((data["subject_type"], data["kind"]))

    media_ready.connect(listen)
    yield found
    media_ready.disconnect(listen)


def add(visitor: Visitor, subject_id: int, kind: str, data: bytes, name: str, **more: str) -> Seen:
    """Upload a file in one piece."""
    path = f"/media/{SHOWN}/{subject_id}/add/{kind}"
    return visitor.post(path, {"file": (io.BytesIO(data), name), **more}, content_type="multipart/form-data")


def files_of(place: str) -> list[str]:
    """What lies in a place, without the names of folders."""
    return sorted(path.name for path in (disk.folder() / place).rglob("*") if path.is_file())


def rows(model: type) -> list[Any]:
    with reading():
        found = list(session.scalars(select(model).order_by(model.id)))
        session.expunge_all()
        return found


def test_a_pdf_becomes_pages_with_their_text(own: Any, heard: list[tuple[str, str]]) -> None:
    visitor, organisation = own
    page = add(visitor, organisation.id, "deck", make_pdf("Wear of seats", "Twelve times longer"), "耐磨涂层.pdf")
    assert "已上传“耐磨涂层.pdf”，正在转换。" in page.text
    assert "排队等待转换…" in page.text
    run_waiting()
    with reading():
        deck = deck_of(SHOWN, organisation.id)
        assert deck is not None
        assert [(one.number, one.text, one.width, one.height) for one in deck.pages] == [
            (1, "Wear of seats", 1600, 900), (2, "Twelve times longer", 1600, 900),
        ]  # fmt: skip
        assert deck_text(SHOWN, organisation.id) == "Wear of seats\nTwelve times longer"
        assert pictures_of(SHOWN, [organisation.id])[organisation.id].kind == "deck"
        assert session.scalars(select(Notice.kind)).all() == ["media.converted"]
        address = f"/media/decks/{deck.id}"
    assert heard == [(SHOWN, "deck")]
    assert files_of("decks") == [
        "1-1600.webp", "1-320.webp", "1-800.webp", "2-1600.webp", "2-320.webp", "2-800.webp", "deck.pdf",
    ]  # fmt: skip
    assert b"Somebody" not in next((disk.folder() / "decks").rglob("deck.pdf")).read_bytes()
    read = Visitor(visitor.app).open(address + "?page=2")
    picture = read.soup.select_one("img.deck-page")
    assert picture is not None
    assert picture["alt"] == "第 2 页：Twelve times longer"
    assert [len(read.soup.select(one)) for one in (".deck-strip img", "a[rel=prev]", "a[rel=next]")] == [2, 1, 0]
    answer = visitor.send("get", str(picture["src"]))
    assert (answer.status_code, answer.content_type, answer.data[8:12]) == (200, "image/webp", b"WEBP")
    assert "下载讲稿" not in read.text
    visitor.submit(visitor.open(f"/media/{SHOWN}/{organisation.id}"), action="/download")
    link = Visitor(visitor.app).open(address).soup.select_one("a[href^='/media/file/']")
    assert link is not None
    assert visitor.send("get", str(link["href"])).headers["Content-Disposition"].startswith("attachment; ")


def test_a_video_becomes_one_that_every_browser_plays(own: Any) -> None:
    visitor, organisation = own
    odd = make_clip("odd.mkv", "-c:v", "mpeg4", "-vf", "scale=162:92", "-metadata", "title=secret place", "-c:a", "mp3")
    add(visitor, organisation.id, "pitch", odd, "路演.mkv")
    run_waiting()
    with reading():
        video = video_of(SHOWN, organisation.id)
        assert video is not None
        assert (video.width, video.height, video.has_poster) == (162, 92, True)
        assert 0.9 < video.duration_seconds < 1.3
        assert video.size == disk.size_of(disk.place_of("videos", video.token))
    assert files_of("videos") == ["poster.webp", "video.mp4"]
    made = next((disk.folder() / "videos").rglob("video.mp4")).read_bytes()
    assert made.find(b"moov") < made.find(b"mdat"), "the index comes first"
    assert b"avc1" in made
    assert b"mp4a" in made
    assert b"secret place" not in made
    page = visitor.open(f"/media/{SHOWN}/{organisation.id}")
    player = page.soup.select_one("video")
    assert player is not None
    assert (player.has_attr("playsinline"), player.has_attr("autoplay"), player["preload"]) == (True, False, "metadata")


REFUSED = {
    "empty": ("deck", b"", "讲稿.pdf", "文件是空的"),
    "renamed program": ("deck", b"MZ" + b"x" * 5000, "讲稿.pdf", "这不是 PDF 文件"),
    "encrypted": ("deck", make_pdf("secret", password="x"), "讲稿.pdf", "这个 PDF 加了密码"),
    "cut off": ("deck", make_pdf("whole")[:200], "讲稿.pdf", "这个 PDF 打不开"),
    "too many pages": ("deck", make_pdf(*"abcd"), "讲稿.pdf", "讲稿超过 3 页"),
    "too large": ("deck", make_pdf("x") + b" " * 200_000, "讲稿.pdf", "文件超过 0 MB"),
    "renamed pdf": ("pitch", make_pdf("x"), "路演.mp4", "这不是能识别的视频"),
    "playlist": ("pitch", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "路演.mp4", "这不是能识别的视频"),
    "cut video": ("pitch", b"\0\0\0\x20ftypisom" + b"\0" * 900, "路演.mp4", "视频在中途坏了"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_gets_a_clear_answer_and_leaves_nothing_behind(app: Flask, own: Any, case: str) -> None:
    app.config["DECK_PAGES"], app.config["DECK_BYTES"] = 3, 150_000
    visitor, organisation = own
    kind, data, name, words = REFUSED[case]
    page = add(visitor, organisation.id, kind, data, name)
    assert (page.status, page.path) == (422, f"/media/{SHOWN}/{organisation.id}/add/{kind}")
    assert words in page.soup.select_one(f"#file-{kind}-error").get_text()
    assert (rows(Deck), rows(Video)) == ([], [])
    assert [files_of(place) for place in ("decks", "videos", "uploads")] == [[], [], []]


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("sound.m4a", ("-map", "1:a"), "文件里没有画面"),
        ("old.mkv", ("-c:v", "huffyuv"), "视频的编码不支持"),
        ("long.mkv", ("-c:v", "mpeg4", "-c:a", "mp3"), "视频超过 0 分钟"),
    ],
)
def test_a_video_that_cannot_be_used_is_refused(app: Flask, own: Any, name: str, options: Any, words: str) -> None:
    app.config["VIDEO_MINUTES"] = 0 if name.startswith("long") else 180
    visitor, organisation = own
    page = add(visitor, organisation.id, "pitch", make_clip(name, *options), name)
    assert words in page.text
    assert rows(Video) == []


def test_a_pdf_that_takes_too_long_or_too_much_is_refused_by_the_job(app: Flask, own: Any) -> None:
    visitor, organisation = own
    add(visitor, organisation.id, "deck", make_pdf("fine"), "讲稿.pdf")
    app.config["DECK_SECONDS"] = 0
    run_waiting()
    (deck,) = rows(Deck)
    assert (deck.state, deck.failure) == ("failed", "too_heavy")
    assert files_of("decks") == []
    page = visitor.open(f"/media/{SHOWN}/{organisation.id}")
    assert "这个 PDF 太复杂" in page.text
    assert rows(Notice)[0].kind == "media.refused"
    page = visitor.submit(page, action=f"/decks/{deck.id}/delete")
    assert "这个 PDF 太复杂" not in page.text
    assert rows(Deck) == []


def test_a_conversion_that_was_killed_begins_anew_and_says_how_far_it_is(own: Any) -> None:
    visitor, organisation = own
    add(visitor, organisation.id, "deck", make_pdf("one", "two"), "讲稿.pdf")
    with unit_of_work() as db:
        deck = db.scalars(select(Deck)).one()
        deck.state, deck.done_count = "converting", 1
    (disk.place_of("decks", deck.token) / "1-1600.webp").write_bytes(b"half a pict")
    page = visitor.open(f"/media/{SHOWN}/{organisation.id}")
    assert "正在转换：1 / 2 页" in page.text
    bar = page.soup.select_one(".media-row progress")
    assert bar is not None
    assert (bar["value"], bar["max"]) == ("1", "2")
    run_waiting(names=["media.convert_deck"])
    assert rows(Deck)[0].state == "ready"
    assert (disk.place_of("decks", deck.token) / "1-1600.webp").read_bytes()[8:12] == b"WEBP"


def test_a_new_deck_takes_the_place_of_the_old_one_which_can_be_brought_back(own: Any, heard: list[Any]) -> None:
    visitor, organisation = own
    old = make_deck(SHOWN, organisation.id, ("旧的",))
    add(visitor, organisation.id, "deck", make_pdf("new"), "新讲稿.pdf")
    assert "正在展示" in visitor.open(f"/media/{SHOWN}/{organisation.id}").text
    run_waiting()
    assert [one.state for one in rows(Deck)] == ["removed", "ready"]
    page = visitor.open(f"/media/{SHOWN}/{organisation.id}")
    assert Visitor(visitor.app).open(f"/media/decks/{old.id}").status == 404
    visitor.submit(page, action=f"/decks/{old.id}/restore")
    assert [one.state for one in rows(Deck)] == ["ready", "removed"]
    page = visitor.submit(visitor.open(f"/media/{SHOWN}/{organisation.id}"), action=f"/decks/{old.id}/delete")
    assert "已移除，别人看不到了。" in page.text
    assert [one.state for one in rows(Deck)] == ["removed", "removed"]
    assert heard == [(SHOWN, "deck")] * 4


def test_videos_are_put_in_order_replaced_and_limited(own: Any) -> None:
    visitor, organisation = own
    first, second = (
        make_video(SHOWN, organisation.id, position=place, title=name) for place, name in ((1, "甲"), (2, "乙"))
    )
    visitor.post(f"/media/videos/{second.id}/move", {"direction": "up"})
    with reading():
        assert [one.title for one in ready_videos(SHOWN, [organisation.id])] == ["乙", "甲"]
    for place in range(3, 6):
        make_video(SHOWN, organisation.id, position=place)
    page = visitor.open(f"/media/{SHOWN}/{organisation.id}")
    assert page.soup.select("#add-pitch") == []
    assert "最多放 5 个视频" in add(visitor, organisation.id, "pitch", make_clip(), "又一个.mp4").text
    page = visitor.open(f"/media/{SHOWN}/{organisation.id}?replaces={first.id}")
    assert "替换“甲”" in page.text
    add(visitor, organisation.id, "pitch", make_clip(), "新的.mp4", replaces=str(first.id))
    run_waiting()
    with reading():
        videos = ready_videos(SHOWN, [organisation.id])
        assert [one.title for one in videos][:2] == ["乙", "甲"]
        assert videos[1].name == "新的.mp4"


def test_an_organisation_without_room_cannot_upload(app: Flask, own: Any) -> None:
    visitor, organisation = own
    make_video(SHOWN, organisation.id, organisation_id=organisation.id)
    app.config["MEDIA_QUOTA_BYTES"] = 11_000
    assert "空间已满" in add(visitor, organisation.id, "deck", make_pdf("x") + b" " * 2000, "讲稿.pdf").text


def test_captions_are_checked_and_shown(own: Any) -> None:
    visitor, organisation = own
    video = make_video(SHOWN, organisation.id)
    address = f"/media/videos/{video.id}/edit"
    late = b"1\n00:00:01,000 --> 00:00:03,500\n<b>A</b> & B\n\n2\n00:10:00,000 --> 00:10:01,000\nlate\n"
    page = visitor.post(
        address, {"title": "路演", "en": (io.BytesIO(late), "a.srt")}, content_type="multipart/form-data"
    )
    assert page.status == 422
    assert "第 2 条字幕在视频结束之后" in page.text
    assert page.soup.select_one("[name=title]")["value"] == "路演"
    good = late.split(b"\n\n")[0]
    visitor.post(address, {"title": "路演", "en": (io.BytesIO(good), "a.srt")}, content_type="multipart/form-data")
    answer = visitor.send("get", f"/media/captions/{video.id}/en.vtt")
    assert answer.content_type == "text/vtt; charset=utf-8"
    assert answer.text == "WEBVTT\n\n00:00:01.000 --> 00:00:03.500\nA &amp; B\n"
    tracks = visitor.open(address).soup.select("track")
    assert [one["srclang"] for one in tracks] == ["zh", "en"]


def test_a_cover_and_a_summary(own: Any) -> None:
    visitor, organisation = own
    assert "封面请用 PNG、JPG 或 WebP 图片。" in add(visitor, organisation.id, "cover", make_pdf("x"), "a.png").text
    assert "封面已更换。" in add(visitor, organisation.id, "cover", picture_bytes(1600, 800), "a.webp").text
    (cover,) = rows(Cover)
    assert (cover.width, cover.height) == (1280, 640)
    add(visitor, organisation.id, "summary", "阀座涂层，寿命十二倍。".encode(), "简介.txt")
    with reading():
        assert pictures_of(SHOWN, [organisation.id])[organisation.id].kind == "cover"
        assert deck_text(SHOWN, organisation.id) == "阀座涂层，寿命十二倍。"
    page = visitor.open(f"/media/{SHOWN}/{organisation.id}/cover/delete")
    visitor.submit(page)
    run_waiting()
    assert (rows(Cover), files_of("covers")) == ([], [])


def test_who_may_not_change_a_record_sees_no_way_to_its_media(app: Flask, own: Any) -> None:
    _visitor, organisation = own
    deck = make_deck(KEPT, organisation.id)
    stranger = Visitor(app).sign_in(make_user())
    answers = [stranger.open(f"/media/{kind}/{organisation.id}").status for kind in (SHOWN, KEPT, "nothing")]
    assert answers == [403, 404, 404]
    assert stranger.post(f"/media/decks/{deck.id}/delete").status == 404
    assert stranger.open(f"/media/decks/{deck.id}").status == 404


def test_what_has_waited_long_enough_is_swept(app: Flask, own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _visitor, organisation = own
    make_deck(SHOWN, organisation.id, state="removed", removed_at=now())
    make_video("gone_example", organisation.id)
    stray = disk.make_folder(disk.place_of("videos", "stray")) / "video.mp4"
    stray.write_bytes(b"x")
    app.config["MEDIA_UNDO_HOURS"], user = -1, make_user()
    monkeypatch.setattr(sweeping, "ORPHAN_SECONDS", -10)
    with unit_of_work() as db:
        video = db.scalars(select(Video)).one()
        video.state, video.created_at, video.updated_at = (
            "converting",
            video.created_at.replace(2020),
            video.created_at.replace(2021),
        )
        owner = db.scalars(select(Organisation)).first()
        assert owner is not None
        values = {"subject_type": SHOWN, "subject_id": owner.id, "purpose": "deck", "user_id": user.id}
        db.add(Upload(**values, token="old", name="a.pdf", size=9, open_key="old", moved_at=video.created_at))
    disk.make_folder(disk.folder() / "uploads")
    for name in ("old", "unknown"):
        disk.upload_path(name).write_bytes(b"x")
    sweeping.sweep()
    run_waiting()
    assert rows(Deck) == []
    assert [(one.state, one.failure) for one in rows(Video)] == [("failed", "interrupted")]
    assert (rows(Upload), files_of("decks"), files_of("uploads"), stray.exists()) == ([], [], [], False)
