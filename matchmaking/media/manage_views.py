"""What the people of a record do with its decks and videos: plain forms that work without scripts."""

import secrets
from pathlib import Path

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import current_session, session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.media import covers, disk, services
from matchmaking.media.captions import CaptionsRefused, as_vtt, read_captions
from matchmaking.media.examining import examine
from matchmaking.media.forms import LONGEST_SUMMARY, AddForm, SummaryForm, VideoForm
from matchmaking.media.models import COVER, SUMMARY, Caption, Deck, Video
from matchmaking.media.queries import cover_of
from matchmaking.media.states import READY, UNDER_WAY
from matchmaking.media.subjects import Subject
from matchmaking.media.views import changeable, manage_page, media

Answer = str | Response | tuple[str, int]
LANGUAGES = ("zh", "en")


@media.post("/<subject_type>/<int:subject_id>/add/<kind>")
@guard(SIGNED_IN)
def add_medium(subject_type: str, subject_id: int, kind: str) -> Answer:
    """Upload a file in one piece, as a plain form sends it."""
    subject = changeable(subject_type, subject_id)
    if kind not in subject.kinds:
        abort(404)
    form = AddForm(kind)
    if form.validate_on_submit():
        # Only read so far: give the write lock back while the file is examined.
        session.rollback()
        try:
            words = _take_in(form.file.data, kind, subject_type, subject_id)
        except RuleBroken as refused:
            form.file.errors = [refused.message]
        else:
            flash(words, "success")
            return _back(subject_type, subject_id)
    return manage_page(subject_type, subject_id, subject, form), 422


def _take_in(upload: FileStorage, kind: str, subject_type: str, subject_id: int) -> str:
    """Keep the file of a form; what to say of it. Raises RuleBroken."""
    name = upload.filename or kind
    if kind == COVER:
        covers.keep_cover(covers.read_cover(upload), subject_type=subject_type, subject_id=subject_id, actor=viewer())
        return _("封面已更换。")
    if kind == SUMMARY and name.lower().endswith(".txt"):
        services.write_summary(subject_type, subject_id, _read_text(upload), actor=viewer())
        return _("一页简介已保存。")
    path = _stored(upload)
    try:
        services.keep(
            path, examine(path, kind), kind, subject_type=subject_type, subject_id=subject_id, name=name,
            user_id=viewer().user_id, actor=viewer(), replaces_id=_number(request.form.get("replaces", "")),
        )  # fmt: skip
    finally:
        path.unlink(missing_ok=True)
    return _("已上传“%(name)s”，正在转换。可以离开这个页面，转换好了会告诉您。", name=name)


def _stored(upload: FileStorage) -> Path:
    path = disk.upload_path(secrets.token_hex(16))
    disk.make_folder(path.parent)
    upload.save(path)
    return path


def _read_text(upload: FileStorage) -> str:
    try:
        text = (
            upload.stream.read(LONGEST_SUMMARY * 8).decode("utf-8-sig").replace("\r\n", "\n").replace("\0", "").strip()
        )
    except UnicodeDecodeError:
        raise RuleBroken(_("文字文件请另存为 UTF-8 编码后再上传。")) from None
    if not text:
        raise RuleBroken(_("文件是空的。请重新选择文件。"))
    if len(text) > LONGEST_SUMMARY:
        raise RuleBroken(_("一页简介最多 %(most)d 字，请删减后再提交。", most=LONGEST_SUMMARY))
    return text


@media.post("/<subject_type>/<int:subject_id>/summary")
@guard(SIGNED_IN)
def save_summary(subject_type: str, subject_id: int) -> Answer:
    """The record on one page, in words."""
    subject = changeable(subject_type, subject_id)
    if SUMMARY not in subject.kinds:
        abort(404)
    form = SummaryForm()
    if not form.validate():
        return manage_page(subject_type, subject_id, subject, summary_form=form), 422
    services.write_summary(subject_type, subject_id, form.text.data or "", actor=viewer())
    flash(_("一页简介已保存。"), "success")
    return _back(subject_type, subject_id)


@media.route("/<subject_type>/<int:subject_id>/cover/delete", methods=["GET", "POST"])
@guard(SIGNED_IN)
def delete_cover(subject_type: str, subject_id: int) -> Answer:
    """Take the cover away, after asking once."""
    changeable(subject_type, subject_id)
    cover = cover_of(subject_type, subject_id) or abort(404)
    if request.method != "POST":
        return render_template("media/delete_cover.html", cover=cover, subject_type=subject_type, subject_id=subject_id)
    covers.delete_cover(cover, actor=viewer())
    flash(_("封面已删除，列表里改用讲稿第一页或视频画面。"), "success")
    return _back(subject_type, subject_id)


@media.post("/decks/<int:deck_id>/delete")
@guard(SIGNED_IN)
def remove_deck(deck_id: int) -> Answer:
    """Take a deck away; it can be brought back for a time."""
    return _removed(_loaded(Deck, deck_id)[0])


@media.post("/decks/<int:deck_id>/restore")
@guard(SIGNED_IN)
def restore_deck(deck_id: int) -> Answer:
    """Bring a deck back."""
    return _restored(_loaded(Deck, deck_id)[0])


@media.post("/decks/<int:deck_id>/download")
@guard(SIGNED_IN)
def change_download(deck_id: int) -> Answer:
    """Let those who see the pages take the PDF away, or no longer."""
    deck, _subject = _loaded(Deck, deck_id)
    services.change_download(deck, request.form.get("allow") == "1", actor=viewer())
    flash(_("已允许下载讲稿。") if deck.is_downloadable else _("已改为只能在线看，不能下载。"), "success")
    return _back(deck.subject_type, deck.subject_id)


@media.post("/videos/<int:video_id>/delete")
@guard(SIGNED_IN)
def remove_video(video_id: int) -> Answer:
    """Take a video away; it can be brought back for a time."""
    return _removed(_loaded(Video, video_id)[0])


@media.post("/videos/<int:video_id>/restore")
@guard(SIGNED_IN)
def restore_video(video_id: int) -> Answer:
    """Bring a video back."""
    return _restored(_loaded(Video, video_id)[0])


@media.post("/videos/<int:video_id>/move")
@guard(SIGNED_IN)
def move_video(video_id: int) -> Answer:
    """Put a video further to the front or to the end."""
    video, _subject = _loaded(Video, video_id)
    services.move_video(video, request.form.get("direction", ""), actor=viewer())
    return _back(video.subject_type, video.subject_id)


@media.route("/videos/<int:video_id>/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_video(video_id: int) -> Answer:
    """What a video is called, and its captions."""
    video, subject = _loaded(Video, video_id)
    form = VideoForm(data={"title": video.title})
    if form.validate_on_submit() and _keep_captions(video, form):
        services.rename_video(video, form.title.data or "", actor=viewer())
        flash(_("已保存。"), "success")
        return _back(video.subject_type, video.subject_id)
    page = render_template(
        "media/edit_video.html",
        video=video,
        form=form,
        title=subject.title(video.subject_id) or "",
        languages=LANGUAGES,
    )
    return (page, 422) if request.method == "POST" else page


@media.post("/videos/<int:video_id>/captions/<language>/delete")
@guard(SIGNED_IN)
def delete_captions(video_id: int, language: str) -> Answer:
    """Take captions away; the file is still with whoever brought it."""
    video, _subject = _loaded(Video, video_id)
    services.drop_captions(video, language, actor=viewer())
    flash(_("字幕已删除。"), "success")
    return redirect(url_for("media.edit_video", video_id=video_id), 303)


def _keep_captions(video: Video, form: VideoForm) -> bool:
    """Read both files before either is kept; False when one is refused."""
    read: list[Caption] = []
    for language in LANGUAGES:
        field = form[language]
        if not field.data or not field.data.filename:
            continue
        try:
            cues = read_captions(field.data.stream.read(1_000_001), most_seconds=video.duration_seconds)
        except CaptionsRefused as refused:
            field.errors = [refused.message]
        else:
            read.append(Caption(language=language, text=as_vtt(cues), cue_count=len(cues)))
    if form.errors or any(form[language].errors for language in LANGUAGES):
        return False
    for caption in read:
        services.keep_captions(video, caption, actor=viewer())
    return True


def _removed(medium: services.Medium) -> Response:
    was_shown, kind, place = medium.state == READY, medium.purpose, (medium.subject_type, medium.subject_id)
    was_going = medium.state in UNDER_WAY
    services.remove(medium, actor=viewer())
    if was_shown:
        flash(_("已移除，别人看不到了。需要时可以在本页下方恢复。"), "success")
    else:
        flash(_("已取消转换。") if was_going else _("已清除。"), "success")
    return _back(*place, kind=kind)


def _restored(medium: services.Medium) -> Response:
    services.restore(medium, actor=viewer())
    flash(_("已恢复。"), "success")
    return _back(medium.subject_type, medium.subject_id, kind=medium.purpose)


def _loaded(model: type, medium_id: int) -> tuple[services.Medium, Subject]:
    """The deck or video that the viewer may change, or 404 or 403."""
    medium = current_session().get(model, medium_id) or abort(404)
    return medium, changeable(medium.subject_type, medium.subject_id)


def _back(subject_type: str, subject_id: int, kind: str = "") -> Response:
    address = url_for("media.show_media", subject_type=subject_type, subject_id=subject_id, _anchor=kind or None)
    return redirect(address, 303)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
