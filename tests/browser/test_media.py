"""A video in Chromium: uploaded in pieces over a connection that drops, converted by ffmpeg, played from the middle."""

import re
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site, sign_in, wait_for_worker
from tests.media.samples import make_clip

# Enough for a picture that stands by itself every two seconds, and for a place to go to.
TEN_SECONDS = ("-vf", "loop=loop=-1:size=10,trim=duration=10", "-an", "-t", "10")


def test_a_video_is_uploaded_over_a_dropped_connection_and_played_from_the_middle(
    page: Page, site: Site, tmp_path: Path
) -> None:
    clip = tmp_path / "样机试验.mp4"
    clip.write_bytes(make_clip("ten.mp4", *TEN_SECONDS))
    sign_in(page, site, "researcher")
    page.goto("/media/project/1")
    form = page.locator("#add-pitch")
    # Small pieces; the third one is lost on its way.
    form.evaluate("(form, size) => { form.dataset.chunk = size; }", clip.stat().st_size // 5)
    offsets: list[str] = []

    def lose_one(route: Route) -> None:
        offsets.append(route.request.headers.get("upload-offset", ""))
        if len(offsets) == 3:
            route.abort("connectionfailed")
        else:
            route.continue_()

    page.route(re.compile(r"/media/uploads/"), lose_one)
    form.locator("input[type=file]").set_input_files(clip)
    form.get_by_role("button", name="上传").click()
    expect(page.locator("#pitch")).to_contain_text("样机试验.mp4")
    assert len(offsets) == 7
    assert offsets[2] == offsets[3]
    wait_for_worker(site.instance, media=True)
    parts: list[int] = []
    page.on("response", lambda answer: parts.append(answer.status) if "/media/file/" in answer.url else None)
    page.goto("/media/project/1")
    found = (
        page.locator("li", has_text="样机试验.mp4")
        .locator("video")
        .evaluate(
            """async (video) => {
          video.muted = true;
          await video.play();
          video.currentTime = 7.5;
          await new Promise((done) => video.addEventListener("seeked", done, { once: true }));
          return [video.error, Math.round(video.duration), video.currentTime >= 7.5, video.videoWidth];
        }"""
        )
    )
    assert found == [None, 10, True, 160]
    assert 206 in parts
