"""Uploads in pieces for the script of the page: begin, ask how far it is, add a piece, give up. Answers are JSON."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.media import uploading
from matchmaking.media.models import COVER, Upload
from matchmaking.media.permissions import can_change_media
from matchmaking.media.queries import upload_by_token
from matchmaking.media.uploading import CHUNK_BYTES, WrongOffset
from matchmaking.media.views import changeable

uploads = Blueprint("media_uploads", __name__, url_prefix="/media")
Json = dict[str, Any] | tuple[dict[str, Any], int]
LONGEST_MARK = 100


@uploads.post("/<subject_type>/<int:subject_id>/uploads")
@guard(SIGNED_IN)
def begin_upload(subject_type: str, subject_id: int) -> Json:
    """Begin, or find what was begun for the same file: where it is, and how much of it is there."""
    subject = changeable(subject_type, subject_id)
    form = request.form
    kind, size = form.get("kind", ""), form.get("size", "")
    if kind not in subject.kinds or kind == COVER:
        return {"error": _("这里不能上传这种文件。")}, 422
    replaces = form.get("replaces", "")
    try:
        upload = uploading.begin(
            subject_type, subject_id, kind,
            name=form.get("name", "").strip() or kind,
            size=int(size) if size.isascii() and size.isdigit() and len(size) < 16 else 0,
            mark=form.get("mark", "")[:LONGEST_MARK],
            viewer=viewer(),
            replaces_id=int(replaces) if replaces.isascii() and replaces.isdigit() and len(replaces) < 10 else None,
        )  # fmt: skip
    except RuleBroken as refused:
        return {"error": refused.message}, 422
    return _told(upload)


@uploads.get("/uploads/<token>")
@guard(SIGNED_IN)
def show_upload(token: str) -> Json:
    """How much of it is there."""
    return _told(_own(token))


@uploads.post("/uploads/<token>")
@guard(SIGNED_IN)
def add_piece(token: str) -> Json:
    """Add the bytes of the body at the offset of the header Upload-Offset; the last piece finishes it.

    409 says at which offset the next piece begins; 422 that the whole file cannot be used, and why.
    """
    _own(token)
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 16):
        abort(400)
    if (request.content_length or 0) > CHUNK_BYTES:
        abort(413)
    # The piece may come slowly: give the write lock back.
    session.rollback()
    data = request.get_data(cache=False)
    try:
        upload = uploading.append(token, int(offset), data)
    except WrongOffset as wrong:
        return {"received": wrong.received}, 409
    except RuleBroken as refused:
        return {"error": refused.message}, 422
    except LookupError:
        abort(404)
    return _told(upload)


@uploads.post("/uploads/<token>/cancel")
@guard(SIGNED_IN)
def cancel_upload(token: str) -> Any:
    """Throw away what is there of it."""
    upload = _own(token)
    back = url_for("media.show_media", subject_type=upload.subject_type, subject_id=upload.subject_id)
    session.rollback()
    uploading.give_up(token)
    flash(_("已取消上传。"), "success")
    return redirect(back, 303)


def _own(token: str) -> Upload:
    """An upload of the viewer to a record whose media the viewer may still change; otherwise 404."""
    upload = upload_by_token(token)
    person = viewer()
    may = upload is not None and upload.user_id == person.user_id
    require(may and upload is not None and can_change_media(person, upload.subject_type, upload.subject_id), hide=True)
    assert upload is not None
    return upload


def _told(upload: Upload) -> dict[str, Any]:
    return {
        "url": url_for("media_uploads.show_upload", token=upload.token),
        "received": upload.received,
        "size": upload.size,
        "is_done": upload.open_key is None,
        "next": url_for("media.show_media", subject_type=upload.subject_type, subject_id=upload.subject_id,
                        _anchor=upload.purpose),
    }  # fmt: skip
