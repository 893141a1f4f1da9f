"""What the room of a deal gives to the archive: as the reader may read it, all versions, oldest first."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from matchmaking.accounts.viewer import Viewer
from matchmaking.dealrooms import permissions, queries
from matchmaking.dealrooms.messages import hashed_text
from matchmaking.dealrooms.minutes_writing import answer_words, plain_text
from matchmaking.dealrooms.models import MinutesVersion
from matchmaking.dealrooms.pages import shown_messages
from matchmaking.dealrooms.statements import signed_text, statement_pdf
from matchmaking.dealrooms.states import AUDIENCES, TASKS
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import side_of
from matchmaking.deals.records import Record, RecordFile, register_records
from matchmaking.deals.wording import person_name, side_words

MOST_MESSAGES = 20_000


def minutes(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """Every version with what the parties said of it."""
    for one in reversed(queries.minutes_of(deal)):
        for version in one.versions:
            yield Record(
                key=_("纪要%(id)s-第%(n)s版", id=one.id, n=version.number),
                title=_("%(day)s 会谈纪要，第 %(n)s 版", day=version.held_on.isoformat(), n=version.number),
                at=version.at,
                values={
                    _("写的人"): person_name(viewer, deal, version.user, version.side),
                    _("确认情况"): [_answer(viewer, deal, version, place) for place in range(len(version.answers))],
                },
                text=plain_text(version),
                sha256=version.sha256,
            )


def _answer(viewer: Viewer, deal: Deal, version: MinutesVersion, place: int) -> str:
    one = version.answers[place]
    said = [side_words(one.side), answer_words(one.state)]
    if one.at is not None:
        said += [person_name(viewer, deal, one.user, one.side), one.at.isoformat()]
    return " ".join([*said, one.words, one.sha256 or ""]).strip()


def files(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """Every version of every file that the viewer may take; the own side learns who took it."""
    for file in reversed(queries.files_of(deal, side_of(viewer, deal) or "")):
        if not permissions.can_read_file(viewer, file):
            continue
        reads = queries.reads_of_file(file) if permissions.can_change_file(viewer, file) else []
        for version in file.versions:
            stored = version.stored
            taken = [
                f"{person_name(viewer, deal, one.user, one.side)} {one.at.isoformat()}"
                for one in reads
                if one.version_id == version.id
            ]
            yield Record(
                key=_("文件%(id)s-第%(n)s版", id=file.id, n=version.number),
                title=_("%(name)s，第 %(n)s 版", name=file.name, n=version.number),
                at=version.at,
                values={
                    _("是什么"): file.about, _("改了什么"): version.words, _("放的一方"): side_words(file.side),
                    _("放的人"): person_name(viewer, deal, version.user, file.side),
                    _("谁能看"): str(AUDIENCES[file.audience]),
                    _("其他方签署保密承诺后可见"): _("是") if file.needs_statement else _("否"),
                    **({_("谁看过"): taken} if permissions.can_change_file(viewer, file) else {}),
                },
                files=[RecordFile(stored.name, token=stored.token, sha256=stored.sha256, size=stored.size)]
                if stored
                else [],
            )  # fmt: skip


def statements(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """Every signed statement; of a hidden buyer's people only that they signed."""
    for one in queries.statements_of(deal):
        shown = permissions.can_read_statement(viewer, one)
        key = _("保密承诺%(id)s", id=one.id)
        yield Record(
            key=key,
            title=_("%(edition)s，%(name)s签署", edition=one.edition, name=one.name if shown else side_words(one.side)),
            at=one.signed_at,
            values={_("单位"): one.organisation, _("职务"): one.role} if shown else {_("方"): side_words(one.side)},
            text=signed_text(one) if shown else "",
            sha256=one.sha256 if shown else "",
            files=[RecordFile(f"{key}.pdf", content=statement_pdf(one))] if shown else [],
        )


def tasks(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """Every task and what became of it."""
    for one in sorted(queries.tasks_of(deal), key=lambda task: task.id):
        ended = person_name(viewer, deal, one.ended_by, one.ended_side or "") if one.ended_at else ""
        yield Record(
            key=_("任务%(id)s", id=one.id),
            title=one.title,
            at=one.created_at,
            values={
                _("谁来办"): person_name(viewer, deal, one.user, one.side), _("方"): side_words(one.side),
                _("哪天以前"): one.due_on.isoformat(), _("状态"): str(TASKS[one.state]), _("办得怎样"): one.words,
                _("结束"): f"{ended} {one.ended_at.isoformat()}" if one.ended_at else "",
            },
        )  # fmt: skip


def messages(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """The messages that the viewer's side reads, and who has read them."""
    found = queries.messages_of(deal, side_of(viewer, deal) or "", MOST_MESSAGES)
    for one in shown_messages(viewer, deal, found):
        said = one.message
        gone = said.taken_back_at is not None
        yield Record(
            key=_("消息%(id)s", id=said.id),
            title=_("%(name)s的消息", name=person_name(viewer, deal, said.user, said.side)),
            at=said.at,
            values={
                _("内容"): _("已撤回") if gone else said.text, _("方"): side_words(said.side),
                _("给谁看"): str(AUDIENCES[said.audience]), _("已读"): list(one.readers),
            },
            text="" if gone else hashed_text(said),
            sha256="" if gone else said.sha256,
        )  # fmt: skip


def register_archive() -> None:
    """Bring all of it into the archive of the deal."""
    register_records("minutes", _l("纪要"), minutes, place=10)
    register_records("files", lazy_pgettext("deal room", "文件"), files, place=11)
    register_records("statements", _l("保密承诺"), statements, place=12)
    register_records("tasks", lazy_pgettext("deal room", "任务"), tasks, place=13)
    register_records("messages", lazy_pgettext("deal room", "消息"), messages, place=14)
