"""Attaching, downloading and deleting files."""

import logging
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from matchmaking.accounts.current import viewer
from matchmaking.core.addresses import own_address
from matchmaking.core.audiences import AUDIENCE_NAMES, AUDIENCES
from matchmaking.core.db import now, session, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.files import disk, queries, services
from matchmaking.files.access import Access, access_to, can_download, can_read_file, can_write_file
from matchmaking.files.contents import FileRefused
from matchmaking.files.copies import CAN_BE_MARKED, CopyFailed, marked
from matchmaking.files.forms import AttachForm
from matchmaking.files.models import StoredFile

log = logging.getLogger(__name__)
files = Blueprint("files", __name__, url_prefix="/files")


@files.get("/<token>")
@guard(PUBLIC)
def download(token: str) -> Response:
    """A file as a download, for those whom its record's room lets read it; for others it does not exist."""
    stored = _load(token)
    require(can_download(viewer(), stored), hide=True)
    path = disk.path_of(stored.token)
    if not path.is_file():
        log.error("the bytes of a stored file are missing", extra={"file_id": stored.id})
        abort(404)
    access = access_to(stored.subject_type)
    assert access is not None
    name = access.name_for(viewer(), stored)
    is_own = access.is_own(viewer(), stored.subject_id)
    is_open = access.default_audience(stored.subject_id, stored.purpose) is None or access.is_public(stored)
    if is_open and not access.keeps_downloads:
        response = send_file(
            path,
            mimetype=stored.media_type,
            as_attachment=True,
            download_name=name,
            conditional=True,
            etag=stored.sha256,
            last_modified=stored.created_at,
        )
    else:
        response = _confidential(stored, path, name, is_marked=not is_own and stored.media_type in CAN_BE_MARKED)
    # Whatever a browser makes of it, it does so without scripts and away from our pages.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _confidential(stored: StoredFile, path: Path, name: str, *, is_marked: bool) -> Response:
    """The file for one reader: with the reader's name on it where that is possible, and never without a row."""
    content: Path | BytesIO = path
    if is_marked:
        who = "  ".join(one for one in (viewer().name, viewer().organisation_name) if one)
        text = f"{who}\n{now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        try:
            content = BytesIO(marked(path.read_bytes(), stored.media_type, text))
        except CopyFailed as failure:
            log.warning("a file cannot be marked: %s", failure, extra={"file_id": stored.id})
            raise RuleBroken(_("这个文件印不上水印，现在不能下载。请联系提交单位换一个文件。")) from failure
    # The request only reads; the row must be safe before the file goes out.
    with unit_of_work():
        services.note_download(stored, viewer=viewer(), is_marked=is_marked)
    return send_file(content, mimetype=stored.media_type, as_attachment=True, download_name=name, conditional=False)


@files.post("/<token>/audience")
@guard(SIGNED_IN)
def change_audience(token: str) -> AnyResponse:
    """Let others read a file than before."""
    stored = _load(token)
    require(can_read_file(viewer(), stored.subject_type, stored.subject_id), hide=True)
    access = _writable(stored.subject_type, stored.subject_id)
    audience = request.form.get("audience", "")
    is_fixed = stored.purpose in access.fixed_purposes
    default = access.default_audience(stored.subject_id, stored.purpose)
    if is_fixed or default is None or audience not in ("", *AUDIENCES):
        abort(422)
    services.change_audience(stored, audience or None, viewer=viewer())
    flash(_("已改为：%(audience)s。", audience=_audience_word(access, stored)), "success")
    back = own_address(request.form.get("next")) or own_address(access.page(stored.subject_id))
    return redirect(back or "/", 303)


def _audience_word(access: Access, stored: StoredFile) -> str:
    return str(AUDIENCE_NAMES[stored.audience or access.default_audience(stored.subject_id, stored.purpose) or ""])


@files.route("/attach/<subject_type>/<int:subject_id>/<purpose>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def attach_file(subject_type: str, subject_id: int, purpose: str) -> str | AnyResponse | tuple[str, int]:
    """Attach a file to a record."""
    access = _writable(subject_type, subject_id)
    if purpose not in access.purposes:
        abort(404)
    back = own_address(request.values.get("next")) or own_address(access.page(subject_id)) or "/"
    form = AttachForm(
        most_bytes=current_app.config["UPLOAD_BYTES"],
        default_audience=None if purpose in access.fixed_purposes else access.default_audience(subject_id, purpose),
    )
    if form.validate_on_submit():
        # Only read so far: give the write lock back while the file is examined.
        session.rollback()
        try:
            content = services.read_upload(form.file.data)
            stored = services.keep(
                content,
                access.load(subject_id),
                purpose,
                viewer(),
                organisation_id=access.owner(subject_id),
                audience=(form.audience.data or None) if "audience" in form else None,
            )
        except FileRefused as refused:
            form.file.errors = [refused.message]
        else:
            flash(_("已上传“%(name)s”。", name=stored.name), "success")
            return redirect(back, 303)
    page = render_template("files/attach_file.html", form=form, title=access.purposes[purpose], back=back)
    return (page, 422) if form.errors else page


@files.post("/<token>/delete")
@guard(SIGNED_IN)
def delete_file(token: str) -> AnyResponse:
    """Delete a file."""
    stored = _load(token)
    require(can_read_file(viewer(), stored.subject_type, stored.subject_id), hide=True)
    access = _writable(stored.subject_type, stored.subject_id)
    name, page = stored.name, access.page(stored.subject_id)
    services.delete_file(stored, viewer=viewer())
    flash(_("已删除“%(name)s”。", name=name), "success")
    return redirect(own_address(request.form.get("next")) or own_address(page) or "/", 303)


def _load(token: str) -> StoredFile:
    stored = queries.file_by_token(token)
    if stored is None:
        abort(404)
    return stored


def _writable(subject_type: str, subject_id: int) -> Access:
    """What the record's room says, when it lets the viewer write; 404 when it does not know the record."""
    access = access_to(subject_type)
    require(access is not None and can_read_file(viewer(), subject_type, subject_id), hide=True)
    require(can_write_file(viewer(), subject_type, subject_id))
    assert access is not None
    return access
