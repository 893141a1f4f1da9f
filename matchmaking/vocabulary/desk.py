"""The administrator's pages: every list, its export, and the upload of a new version in two steps."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role
from matchmaking.core.db import session
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import guard, role
from matchmaking.vocabulary.forms import UploadForm
from matchmaking.vocabulary.kinds import KINDS, STATUSES, Kind
from matchmaking.vocabulary.models import FROM_DESK, Revision
from matchmaking.vocabulary.queries import all_terms, thesaurus, word_rows
from matchmaking.vocabulary.services import (
    ADDED,
    CHANGED,
    RETIRED,
    UNCHANGED,
    compare_terms,
    newest_applied,
    stored_rows,
)
from matchmaking.vocabulary.tables import COLUMNS, TableError, csv_text, decode
from matchmaking.vocabulary.uploads import (
    UPLOAD_BYTES,
    apply_upload,
    check_upload,
    discard_upload,
    keep_upload,
    waiting_rows,
    waiting_uploads,
)
from matchmaking.vocabulary.wording import problem_text

vocabulary_desk = Blueprint("vocabulary_desk", __name__, url_prefix="/desk/vocabulary")
ADMINISTRATOR = role(Role.ADMINISTRATOR)


@vocabulary_desk.get("")
@guard(ADMINISTRATOR)
def list_kinds() -> str:
    """All lists with the number of terms and where the present version came from."""
    rows = [(kind, all_terms(kind.code), newest_applied(kind.code)) for kind in KINDS.values()]
    return render_template(
        "vocabulary/list_kinds.html", rows=rows, word_count=len(thesaurus()), from_desk=FROM_DESK
    )  # fmt: skip


@vocabulary_desk.get("/words")
@guard(ADMINISTRATOR)
def list_words() -> str:
    """The words of the trade with their relations; `q` narrows the list."""
    search = request.args.get("q", "")[:60]
    return render_template("vocabulary/list_words.html", words=word_rows(search), search=search)


@vocabulary_desk.get("/<kind>")
@guard(ADMINISTRATOR)
def show_kind(kind: str) -> str:
    """One list with the form for a new version."""
    return _page(_kind_or_404(kind), UploadForm())


@vocabulary_desk.get("/<kind>.csv")
@guard(ADMINISTRATOR)
def export_kind(kind: str) -> Response:
    """One list as CSV, in the shape in which it can be uploaded again."""
    found = _kind_or_404(kind)
    headers = {"Content-Disposition": f'attachment; filename="vocabulary-{found.code}.csv"'}
    return Response(csv_text(stored_rows(found.code)), content_type="text/csv; charset=utf-8", headers=headers)


@vocabulary_desk.post("/<kind>")
@guard(ADMINISTRATOR)
def upload_kind(kind: str) -> Any:
    """Check an uploaded list. A wrong one is shown with the reason per row, a good one waits for confirmation."""
    found = _kind_or_404(kind)
    form = UploadForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    data = form.file.data.read(UPLOAD_BYTES + 1)
    if len(data) > UPLOAD_BYTES:
        form.file.errors = [_("文件超过 %(size)s KB，请确认选对了文件。", size=UPLOAD_BYTES // 1024)]
        return _page(found, form), 422
    name = form.file.data.filename or "upload.csv"
    try:
        text = decode(data, name)
        rows = check_upload(found.code, text, name)
    except TableError as error:
        count = len(error.problems)
        message = ngettext("文件有 %(num)s 处要改，没有写入。", "文件有 %(num)s 处要改，没有写入。", count)
        form.file.errors = [message]
        lines = [(problem.line, problem_text(problem)) for problem in error.problems[:100]]
        return _page(found, form, lines), 422
    revision = keep_upload(found.code, text, name, row_count=len(rows), actor=viewer())
    return redirect(url_for("vocabulary_desk.check_revision", revision_id=revision.id), 303)


@vocabulary_desk.get("/uploads/<int:revision_id>")
@guard(ADMINISTRATOR)
def check_revision(revision_id: int) -> str:
    """What a waiting upload would change, row by row."""
    revision = _revision_or_404(revision_id)
    changes = compare_terms(revision.list_code, waiting_rows(revision))
    words = {ADDED: _("新增"), CHANGED: _("修改"), RETIRED: _("停用"), UNCHANGED: _("不变")}
    counts = {what: sum(change.what == what for change in changes) for what in words}
    return render_template(
        "vocabulary/check_revision.html",
        revision=revision,
        kind=KINDS[revision.list_code],
        changes=[change for change in changes if change.what != UNCHANGED],
        counts=counts,
        words=words,
        form=EmptyForm(),
    )


@vocabulary_desk.post("/uploads/<int:revision_id>/apply")
@guard(ADMINISTRATOR)
def apply_revision(revision_id: int) -> BaseResponse:
    """Make a waiting upload the list of its kind."""
    revision = _revision_or_404(revision_id)
    apply_upload(revision, actor=viewer())
    flash(_("名单已更新，各页面立即使用新的名称。"), "success")
    return redirect(url_for("vocabulary_desk.show_kind", kind=revision.list_code), 303)


@vocabulary_desk.post("/uploads/<int:revision_id>/discard")
@guard(ADMINISTRATOR)
def discard_revision(revision_id: int) -> BaseResponse:
    """Drop a waiting upload."""
    revision = _revision_or_404(revision_id)
    discard_upload(revision, actor=viewer())
    flash(_("上传的名单已丢弃，词条没有变化。"), "info")
    return redirect(url_for("vocabulary_desk.show_kind", kind=revision.list_code), 303)


def _page(kind: Kind, form: UploadForm, problems: list[tuple[int, str]] | None = None) -> str:
    return render_template(
        "vocabulary/show_kind.html",
        kind=kind,
        terms=sorted(all_terms(kind.code), key=lambda entry: not entry.is_current),
        statuses=STATUSES,
        newest=newest_applied(kind.code),
        from_desk=FROM_DESK,
        waiting=waiting_uploads(kind.code),
        form=form,
        problems=problems or [],
        columns=", ".join(COLUMNS),
        upload_kilobytes=UPLOAD_BYTES // 1024,
    )


def _kind_or_404(code: str) -> Kind:
    return KINDS[code] if code in KINDS else abort(404)


def _revision_or_404(revision_id: int) -> Revision:
    return session.get(Revision, revision_id) or abort(404)
