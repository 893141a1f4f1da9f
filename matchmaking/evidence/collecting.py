"""Everything that belongs to a deal, as one viewer may read it: records of all rooms, and every stored file."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Column, Table, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import Base, current_session
from matchmaking.core.filters import SHANGHAI
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import knows_buyer, side_of
from matchmaking.deals.queries import events_of
from matchmaking.deals.records import Record, RecordFile, record_kinds
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.deals.wording import (
    event_words,
    origin_words,
    party_name,
    person_name,
    reason_words,
    side_words,
    stage_words,
)
from matchmaking.files.access import access_to, can_download
from matchmaking.files.models import StoredFile

# What is not the deal's own although it refers to a deal.
NOT_OWN = frozenset({"evidence_exports"})


@dataclass(frozen=True)
class Kind:
    """A heading of the archive with its records."""

    code: str
    title: str
    records: list[Record]


def facts_of(viewer: Viewer, deal: Deal) -> list[tuple[str, str]]:
    """What the deal is, for the first page."""
    rows = [
        (_("对接编号"), deal.number), (_("名称"), deal.title), (_("阶段"), stage_words(deal.state)),
        (_("需求方"), party_name(viewer, deal, BUYER)), (_("成果方"), party_name(viewer, deal, SELLER)),
        (_("技术经理人"), deal.broker.name if deal.broker else "—"),
        (_("开始"), f"{deal.created_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"),
    ]  # fmt: skip
    if deal.reason_code:
        rows.append((_("终止的理由"), f"{reason_words(deal.reason_code)} {deal.reason}".strip()))
    return rows


def collect(viewer: Viewer, deal: Deal) -> Iterator[Kind]:
    """All kinds with what this viewer may read. Stored files that no record has named come last."""
    yield Kind("deal", _("概况和工作记录"), list(_of_deal(viewer, deal)))
    named: set[str] = set()
    for kind in record_kinds():
        records = list(kind.collect(viewer, deal))
        named |= {file.token for one in records for file in one.files if file.token}
        yield Kind(kind.code, str(kind.title), records)
    left = [_file_record(viewer, one) for one in stored_files(viewer, deal) if one.token not in named]
    yield Kind("others", _("其他文件"), left)


def _of_deal(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    yield Record(key=deal.number, title=deal.title, at=deal.created_at, values=dict(facts_of(viewer, deal)))
    for origin in deal.origins:
        # What was said of the origin may name a buyer that hides.
        said = origin.words if knows_buyer(viewer, deal) else ""
        yield Record(
            key=_("来源%(id)s", id=origin.id), title=origin_words(origin.kind), at=origin.at, values={_("说明"): said}
        )
    for event in reversed(events_of(deal, side_of(viewer, deal) or "")):
        yield Record(
            key=_("工作记录%(id)s", id=event.id),
            title=event_words(event.kind),
            at=event.at,
            values={
                _("谁"): person_name(viewer, deal, event.user, event.side), _("方"): side_words(event.side),
                _("内容"): event.words,
            },
        )  # fmt: skip


def record_file(viewer: Viewer, stored: StoredFile) -> RecordFile:
    """A stored file under the name by which this viewer may know it."""
    access = access_to(stored.subject_type)
    name = access.name_for(viewer, stored) if access is not None else stored.name
    return RecordFile(name, token=stored.token, sha256=stored.sha256, size=stored.size)


def _file_record(viewer: Viewer, stored: StoredFile) -> Record:
    file = record_file(viewer, stored)
    return Record(key=_("附件%(id)s", id=stored.id), title=file.name, at=stored.created_at, files=[file])


def stored_files(viewer: Viewer, deal: Deal) -> list[StoredFile]:
    """Every stored file of the deal and of what hangs on it, as far as this viewer may take it, oldest first.

    The records are found through the foreign keys of the tables, so that a room that is added later is not forgotten;
    the reader that its room registered decides for each file.
    """
    found = []
    for table, ids in _records_of(deal):
        for start in range(0, len(ids), 500):
            query = select(StoredFile).where(
                StoredFile.subject_type == table, StoredFile.subject_id.in_(ids[start : start + 500])
            )
            found += [one for one in current_session().scalars(query) if can_download(viewer, one)]
    return sorted(found, key=lambda one: one.id)


def _records_of(deal: Deal) -> Iterator[tuple[str, list[int]]]:
    """(table, ids) of the deal and of all records that belong to it, step by step down the foreign keys."""
    yield Deal.__tablename__, [deal.id]
    seen: dict[str, set[int]] = {Deal.__tablename__: {deal.id}}
    waiting = [(Base.metadata.tables[Deal.__tablename__], [deal.id])]
    while waiting:
        parent, ids = waiting.pop()
        for table, column in _children(parent):
            known = seen.setdefault(table.name, set())
            query = select(table.c.id).where(column.in_(ids))
            new = [one for one in current_session().scalars(query) if one not in known]
            if new:
                known.update(new)
                yield table.name, new
                waiting.append((table, new))


def _children(parent: Table) -> list[tuple[Table, Column[int]]]:
    """Tables whose rows go when their parent goes, with the column that says so."""
    return [
        (table, key.parent)
        for table in Base.metadata.tables.values()
        if "id" in table.c and table.name not in NOT_OWN
        for key in table.foreign_keys
        if key.column.table is parent and key.ondelete == "CASCADE"
    ]
