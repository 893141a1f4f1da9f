"""Attaching, downloading and deleting files."""

import logging

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from matchmaking.accounts.current import viewer
from matchmaking.core.addresses import own_address
from matchmaking.core.db import session
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.files import disk, queries, services
from matchmaking.files.access import Access, access_to, can_read_file, can_write_file
from matchmaking.files.contents import FileRefused
from matchmaking.files.forms import AttachForm
from matchmaking.files.models import StoredFile

log = logging.getLogger(__name__)
files = Blueprint("files", __name__, url_prefix="/files")


@files.get("/<token>")
@guard(PUBLIC)
def download(token: str) -> Response:
    """A file as a download, for those whom its record's room lets read it; for others it does not exist."""
    stored = _load(token)
    require(can_read_file(viewer(), stored.subject_type, stored.subject_id), hide=True)
    path = disk.path_of(stored.token)
    if not path.is_file():
        log.error("the bytes of a stored file are missing", extra={"file_id": stored.id})
        abort(404)
    response = send_file(
        path,
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=stored.name,
        conditional=True,
        etag=stored.sha256,
        last_modified=stored.created_at,
    )
    # Whatever a browser makes of it, it does so without scripts and away from our pages.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@files.route("/attach/<subject_type>/<int:subject_id>/<purpose>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def attach_file(subject_type: str, subject_id: int, purpose: str) -> str | AnyResponse | tuple[str, int]:
    """Attach a file to a record."""
    access = _writable(subject_type, subject_id)
    if purpose not in access.purposes:
        abort(404)
    back = own_address(request.values.get("next")) or own_address(access.page(subject_id)) or "/"
    form = AttachForm(most_bytes=current_app.config["UPLOAD_BYTES"])
    if form.validate_on_submit():
        # Only read so far: give the write lock back while the file is examined.
        session.rollback()
        try:
            content = services.read_upload(form.file.data)
            stored = services.keep(
                content, access.load(subject_id), purpose, viewer(), organisation_id=access.owner(subject_id)
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
