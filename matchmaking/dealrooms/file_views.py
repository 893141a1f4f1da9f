"""Putting files into the room, new versions, and who reads them."""

from flask import abort, current_app, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.dealrooms import filing, permissions, queries
from matchmaking.dealrooms.forms import FileForm, ReadersForm, VersionForm, what_is_taken
from matchmaking.dealrooms.models import DealFile
from matchmaking.dealrooms.states import audiences_for
from matchmaking.dealrooms.views import Answered, acting, back, dealrooms
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.views import load_deal
from matchmaking.files.contents import FileRefused
from matchmaking.files.services import read_upload


def _load(deal_id: int, file_id: int) -> tuple[Deal, DealFile]:
    deal = load_deal(deal_id)
    file = queries.file_with(deal, file_id) or abort(404)
    require(permissions.can_know_file(viewer(), file), hide=True)
    return deal, file


def _to(file: DealFile) -> Response:
    return redirect(url_for("dealrooms.show_file", deal_id=file.deal_id, file_id=file.id), 303)


@dealrooms.route("/deals/<int:deal_id>/room/files/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def add_file(deal_id: int) -> Answered:
    """Put a file into the room."""
    deal, person = load_deal(deal_id), viewer()
    side = acting(deal)
    form = FileForm().fit(
        audiences_for(side, with_broker=deal.broker_id is not None), current_app.config["UPLOAD_BYTES"]
    )
    if not form.is_submitted():
        form.new_key()
    elif form.validate():
        # Only read so far: give the write lock back while the file is examined.
        session.rollback()
        try:
            content = read_upload(form.file.data)
            filing.add_file(
                deal, content, name=form.name.data or "", about=form.about.data or "", audience=form.audience.data,
                needs_statement=form.needs_statement.data, side=side, actor=person, form_key=form.form_key.data,
            )  # fmt: skip
        except FileRefused as refused:
            form.file.errors = [refused.message]
        else:
            flash(_("文件已放进洽谈室，能看的各方会收到通知。"), "success")
            return back(deal, "#files")
    page = deal_page("dealrooms/add_file.html", deal, person, form=form)
    return (page, 422) if form.errors else page


@dealrooms.get("/deals/<int:deal_id>/room/files/<int:file_id>")
@guard(SIGNED_IN)
def show_file(deal_id: int, file_id: int) -> str:
    """One file with its versions; for its own side with who took it, and who may read it."""
    deal, file = _load(deal_id, file_id)
    form = ReadersForm(obj=file)
    return _page(deal, file, form.fit(audiences_for(file.side, with_broker=deal.broker_id is not None)))


def _page(deal: Deal, file: DealFile, form: ReadersForm) -> str:
    person = viewer()
    may_change = permissions.can_change_file(person, file)
    form.version.data = form.version.data or str(file.version)
    return deal_page(
        "dealrooms/show_file.html", deal, person, file=file, form=form, may_change=may_change,
        may_read=permissions.can_read_file(person, file), reads=queries.reads_of_file(file) if may_change else [],
    )  # fmt: skip


@dealrooms.post("/deals/<int:deal_id>/room/files/<int:file_id>/readers")
@guard(SIGNED_IN)
def change_readers(deal_id: int, file_id: int) -> Answered:
    """Let others read it than before."""
    deal, file = _load(deal_id, file_id)
    require(permissions.can_change_file(viewer(), file))
    form = ReadersForm().fit(audiences_for(file.side, with_broker=deal.broker_id is not None))
    if not form.validate():
        return _page(deal, file, form), 422
    filing.change_readers(
        file, audience=form.audience.data, needs_statement=form.needs_statement.data, seen=form.seen_version,
        actor=viewer(),
    )  # fmt: skip
    flash(_("已修改谁能看。"), "success")
    return _to(file)


@dealrooms.route("/deals/<int:deal_id>/room/files/<int:file_id>/new-version", methods=["GET", "POST"])
@guard(SIGNED_IN)
def add_version(deal_id: int, file_id: int) -> Answered:
    """Add a version; the ones before stay."""
    deal, file = _load(deal_id, file_id)
    person = viewer()
    require(permissions.can_change_file(person, file))
    form = VersionForm()
    form.file.description = what_is_taken(current_app.config["UPLOAD_BYTES"])
    if not form.is_submitted():
        form.version.data = str(file.version)
    elif form.validate():
        session.rollback()
        try:
            content = read_upload(form.file.data)
            filing.add_version(file, content, form.words.data or "", seen=form.seen_version, actor=person)
        except FileRefused as refused:
            form.file.errors = [refused.message]
        else:
            flash(_("第 %(n)s 版已上传，旧版本还在。", n=file.newest), "success")
            return _to(file)
    page = deal_page("dealrooms/add_version.html", deal, person, form=form, file=file)
    return (page, 422) if form.errors else page
