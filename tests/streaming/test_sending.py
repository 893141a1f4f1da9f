"""Files go out in the parts that are asked for, beside the pages; a download keeps no thread."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from matchmaking.media.tickets import sign
from matchmaking.server import Site
from matchmaking.streaming.sending import OutOfRange, part_of
from tests.streaming.own_loop import run_alone

BYTES = bytes(range(256)) * 1000


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("", None), ("bytes=0-", (0, 100)), ("bytes=10-19", (10, 10)), ("bytes=90-500", (90, 10)),
        ("bytes=-7", (93, 7)),
        ("bytes=-700", (0, 100)), ("bytes=-", None), ("bytes=9-3", None), ("bytes=1-2,5-6", None),
        ("bits=1-2", None),
    ],
)  # fmt: skip
def test_a_part_of_a_file_is_read_as_browsers_ask_for_it(asked: str, part: tuple[int, int] | None) -> None:
    assert part_of(asked, 100) == part


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=-0"])
def test_a_part_outside_of_a_file_is_refused(asked: str) -> None:
    with pytest.raises(OutOfRange):
        part_of(asked, 100)


def call(site: Site, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request to the ASGI application: (status, headers, body)."""
    told: list[dict[str, Any]] = []
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not told:
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    sent = [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()]

    async def run() -> None:
        site.running = asyncio.current_task()
        scope = {
            "type": "http", "method": method, "path": path, "query_string": b"", "http_version": "1.1",
            "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 5),
            "headers": [(b"host", b"127.0.0.1"), *sent],
        }  # fmt: skip
        await site(scope, receive, send)

    run_alone(run())
    found = {key.decode(): value.decode() for key, value in told[0]["headers"]}
    return told[0]["status"], found, b"".join(one.get("body", b"") for one in told[1:])


def test_media_are_sent_whole_in_parts_or_not_again(app: Flask) -> None:
    path = Path(app.config["MEDIA_FOLDER"]) / "videos" / "a" / "video.mp4"
    path.parent.mkdir(parents=True)
    path.write_bytes(BYTES)
    site = Site(app)
    app.extensions["holds_connections"] = False
    address = "/media/file/" + sign("videos/a/video.mp4", secret=app.config["SECRET_KEY"], minutes=5)
    status, headers, body = call(site, address)
    assert (status, headers["content-type"], headers["accept-ranges"], body) == (200, "video/mp4", "bytes", BYTES)
    status, part, body = call(site, address, range="bytes=70000-")
    assert (status, part["content-range"], body) == (206, "bytes 70000-255999/256000", BYTES[70000:])
    assert call(site, address, range="bytes=5-9", if_range='"other"')[2] == BYTES
    status, _headers, body = call(site, address, if_none_match=headers["etag"])
    assert (status, body) == (304, b"")
    assert call(site, address, range="bytes=900000-")[0] == 416
    status, headers, body = call(site, address, "HEAD")
    assert (status, headers["content-length"], body) == (200, "256000", b"")
    assert call(site, address + "x")[0] == 404
    # The same from a page in a thread: the loop sends the file, the thread is free.
    status, headers, body = call(site, "/static/app.css", range="bytes=4-20")
    assert (status, body) == (206, Path("static/app.css").read_bytes()[4:21])
    assert call(site, "/static/app.css")[2] == Path("static/app.css").read_bytes()
    assert call(site, "/healthz")[0] == 200
