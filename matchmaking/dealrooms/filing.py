"""Files in the room: put there with those who may read them, new versions, and who took them."""

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict
from matchmaking.core.letters import path_to
from matchmaking.dealrooms import permissions, queries
from matchmaking.dealrooms.models import DealFile, DealFileRead, DealFileVersion
from matchmaking.dealrooms.states import AUDIENCES, readers
from matchmaking.dealrooms.telling import tell
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import side_of
from matchmaking.deals.states import BROKER, BUYER
from matchmaking.files.access import register_reader
from matchmaking.files.contents import Content
from matchmaking.files.models import StoredFile
from matchmaking.files.services import keep
from matchmaking.files.signals import file_taken

VERSION = "version"


def add_file(
    deal: Deal, content: Content, *, name: str, about: str, audience: str, needs_statement: bool, side: str,
    actor: Viewer, form_key: str | None = None,
) -> DealFile:  # fmt: skip
    """Put a file into the room; the same form a second time gives the file that it made. Raises FileRefused."""
    if form_key:
        before = current_session().scalar(select(DealFile).where(DealFile.form_key == form_key))
        if before is not None and before.deal_id == deal.id:
            return before
    file = DealFile(
        deal=deal, name=name or content.name, about=about, audience=audience, needs_statement=needs_statement, newest=0,
        side=side, user_id=actor.user_id, form_key=form_key or None, versions=[],
    )  # fmt: skip
    current_session().add(file)
    current_session().flush()
    _add_version(file, content, "", actor)
    _tell(file, actor)
    return file


def add_version(file: DealFile, content: Content, words: str, *, seen: int | None, actor: Viewer) -> DealFileVersion:
    """Add a version; the ones before stay. Raises Conflict when somebody added one since the form was opened."""
    if seen != file.version:
        raise Conflict(
            _("您打开这一页之后，这份文件有了变化，您的版本没有上传。请看过最新内容再上传。"),
            theirs=[(_("最新版本"), _("第 %(n)s 版", n=file.newest))],
        )
    version = _add_version(file, content, words, actor)
    _tell(file, actor)
    return version


def _add_version(file: DealFile, content: Content, words: str, actor: Viewer) -> DealFileVersion:
    deal = file.deal
    owners = {BUYER: deal.buyer_id, BROKER: deal.centre_id}
    stored = keep(content, file, VERSION, actor, organisation_id=owners.get(file.side, deal.seller_id))
    current_session().flush()
    file.newest += 1
    version = DealFileVersion(
        number=file.newest, stored=stored, words=words, sha256=stored.sha256, user_id=actor.user_id, at=now()
    )
    file.versions.append(version)
    current_session().flush()
    logs.keep(
        deal, "dealrooms.file_added", actor=actor, file_id=file.id, number=version.number, side=file.side,
        audience=file.audience, needs_statement=file.needs_statement, sha256=stored.sha256,
        sides=sorted(readers(file.audience, file.side)),
    )  # fmt: skip
    return version


def _tell(file: DealFile, actor: Viewer) -> None:
    once = f"dealrooms:file:{file.id}:{file.newest}"
    tell(file.deal, "file", once, readers(file.audience, file.side), actor=actor, anchor="#files")


def change_readers(file: DealFile, *, audience: str, needs_statement: bool, seen: int | None, actor: Viewer) -> None:
    """Let others read a file than before. Raises Conflict when somebody changed it since the page was opened."""
    if seen != file.version:
        raise Conflict(
            _("您打开这一页之后，这份文件有了变化，您的修改没有保存。请看过最新内容再改一次。"),
            theirs=[(_("谁能看"), str(AUDIENCES[file.audience]))], mine=[(_("谁能看"), str(AUDIENCES[audience]))],
        )  # fmt: skip
    if (file.audience, file.needs_statement) == (audience, needs_statement):
        return
    told = readers(file.audience, file.side) | readers(audience, file.side)
    file.audience, file.needs_statement = audience, needs_statement
    logs.keep(
        file.deal, "dealrooms.file_readers", actor=actor, file_id=file.id, side=file.side, audience=audience,
        needs_statement=needs_statement, sides=sorted(told),
    )  # fmt: skip


def note_read(version: DealFileVersion, *, side: str, viewer: Viewer, in_archive: bool = False) -> None:
    """Keep who took a version, where its own side sees it and in the log of the deal."""
    current_session().add(
        DealFileRead(version=version, side=side, user_id=viewer.user_id, in_archive=in_archive, at=now())
    )
    if not in_archive:
        logs.keep(
            version.file.deal, "dealrooms.file_read", actor=viewer, file_id=version.file_id, number=version.number,
            side=side, sha256=version.sha256, sides=sorted({side, version.file.side}),
        )  # fmt: skip


@file_taken.connect
def follow(stored: StoredFile, *, viewer: Viewer) -> None:
    """A file of the room goes out."""
    if stored.subject_type != DealFile.__tablename__:
        return
    version = queries.version_of(stored)
    if version is not None:
        note_read(version, side=side_of(viewer, version.file.deal) or "", viewer=viewer)


def _of_file(ask: Callable[[Viewer, DealFile], bool]) -> Callable[[Viewer, int], bool]:
    """A question about a file as one about its id."""

    def asked(viewer: Viewer, file_id: int) -> bool:
        file = queries.file_by_id(file_id)
        return file is not None and ask(viewer, file)

    return asked


def _page(file_id: int) -> str:
    file = queries.file_by_id(file_id)
    return path_to("dealrooms.show_file", deal_id=file.deal_id, file_id=file.id) if file is not None else "/"


def register_files() -> None:
    """Say who may read the files of a room, and that each time one is taken is kept."""
    register_reader(
        DealFile.__tablename__,
        _of_file(permissions.can_read_file),
        page=_page,
        is_own=_of_file(lambda viewer, file: side_of(viewer, file.deal) == file.side),
        keeps_downloads=True,
        lists_downloads=False,
    )
