"""Takes records of either side over from a table: all or nothing, again and again without doubling."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.core.db import current_session, reading, unit_of_work
from matchmaking.core.records import PUBLISHED
from matchmaking.core.tables import TableError, TableRow
from matchmaking.listings import queries, services
from matchmaking.listings.cells import CellError, Column, text
from matchmaking.listings.confirming import note_confirmed
from matchmaking.listings.side import Side
from matchmaking.organisations.models import Organisation

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
LONGEST_TITLE = 200
BATCH = 200
# Comparing a row with a large catalogue takes some 10 ms; what follows in a long file is compared after the import.
MOST_LOOKED = 5000
COMMON = (
    Column("external_number", text(255), ("external_number", "id", "外部编号", "编号")),
    Column("organisation", text(255), ("organisation", "单位", "单位名称", "企业名称", "完成单位", "需求方")),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one row. `number` is the row's place in the file."""

    number: int
    external_number: str
    title: str
    result: str
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """How to import. `organisation` is for rows that name none; missing ones are made only with `new_kind`."""

    source: str
    organisation: str = ""
    new_kind: str | None = None
    new_are_verified: bool = False
    publish: bool = False
    skip_refused: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Item:
    """One readable row."""

    number: int
    external_number: str
    organisation: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Report:
    """The outcomes in the order of the file, whether anything was written, and the columns that nobody knew."""

    outcomes: list[Outcome]
    is_written: bool
    ignored: list[str]

    def count(self, result: str) -> int:
        """How many rows came out like this."""
        return sum(one.result == result for one in self.outcomes)


Lookalike = Callable[[Side, Any], str]
_lookalikes: list[Lookalike] = []


def register_lookalike(look: Lookalike) -> None:
    """Have `look(side, record)` say of each new row which record it looks like, in words; empty for none."""
    if look not in _lookalikes:
        _lookalikes.append(look)


class _Undo(Exception):
    """Rolls a dry run back."""


def import_rows(
    side: Side,
    columns: Sequence[Column],
    table: Iterable[TableRow],
    plan: Plan,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> Report:
    """Import a table; call it outside of a transaction. A refused row stops everything unless `skip_refused`.

    Only columns that the table has are written. Completeness is not asked for: the records come from elsewhere.
    Raises TableError for a table without rows.
    """
    known = {name: column for column in (*COMMON, *columns) for name in column.names}
    ignored: dict[str, None] = {}
    outcomes: dict[int, Outcome] = {}
    items: list[Item] = []
    seen: dict[str, int] = {}
    with reading():
        for row in table:
            ignored.update(dict.fromkeys(name for name in row.cells if name not in known))
            item, problem = _read(side, row, known, plan)
            if item is not None and item.external_number in seen:
                problem = _("编号与第 %(number)d 行重复。", number=seen[item.external_number])
            if item is None or problem:
                outcomes[row.number] = _outcome(item, row, REFUSED, problem)
                continue
            seen[item.external_number] = row.number
            items.append(item)
    if not items and not outcomes:
        raise TableError(_("文件里没有数据行。第一行应为列名，从第二行起每行一条记录。"))
    may_write = plan.skip_refused or not outcomes
    try:
        with unit_of_work():
            for start in range(0, len(items), BATCH):
                for item, result, reason in _write(side, items[start : start + BATCH], plan):
                    title = item.values.get("title", "")
                    outcomes[item.number] = Outcome(item.number, item.external_number, title, result, reason)
                progress(min(start + BATCH, len(items)), len(items))
            may_write = plan.skip_refused or all(one.result != REFUSED for one in outcomes.values())
            if plan.dry_run or not may_write:
                raise _Undo
    except _Undo:
        may_write = False
    return Report([outcomes[number] for number in sorted(outcomes)], may_write, list(ignored))


def _read(side: Side, row: TableRow, known: Mapping[str, Column], plan: Plan) -> tuple[Item | None, str]:
    values: dict[str, Any] = {}
    for name, cell in row.cells.items():
        column = known.get(name)
        if column is None:
            continue
        try:
            values[column.field] = column.read(cell)
        except CellError as error:
            return None, _("“%(name)s”：%(why)s", name=name, why=error)
    external_number = values.pop("external_number", "")
    organisation = values.pop("organisation", "") or plan.organisation
    item = Item(row.number, external_number, organisation, values)
    if not external_number:
        return item, _("缺少编号（列名“编号”、id 或 external_number），没有编号就无法避免重复导入。")
    if not organisation:
        return item, _("缺少单位，请在文件里写明，或用 --organisation 指定。")
    title = values.get("title")
    if "title" in values and not title:
        return item, _("标题是空的。")
    if title and len(title) > LONGEST_TITLE:
        return item, _("标题超过 %(most)d 个字符。", most=LONGEST_TITLE)
    problems = side.contradictions(values, values, [organisation])
    return item, " ".join(f"{problem.field}: {problem.message}" for problem in problems)


def _outcome(item: Item | None, row: TableRow, result: str, reason: str) -> Outcome:
    number = item.external_number if item else str(row.cells.get("id", row.cells.get("external_number", "")))
    title = item.values.get("title", "") if item else str(row.cells.get("title", ""))
    shown = [str(one).encode("utf-8", "replace").decode("utf-8") for one in (number, title)]
    return Outcome(row.number, shown[0][:255], shown[1][:LONGEST_TITLE], result, reason)


def _write(side: Side, items: Sequence[Item], plan: Plan) -> Iterable[tuple[Item, str, str]]:
    """Write one batch; gives each item with its result and the reason of a refusal."""
    session, model = current_session(), side.model
    found = select(model).where(
        model.external_source == plan.source, model.external_number.in_([item.external_number for item in items])
    )
    present = {one.external_number: one for one in session.scalars(queries.complete(side, found))}
    organisations = _organisations({item.organisation for item in items}, plan)
    # What is still in the file still holds, as its source says.
    note_confirmed(side, [one for one in present.values() if one.state == PUBLISHED])
    fresh = []
    for item in items:
        record = present.get(item.external_number)
        if record is not None:
            changed = services.change_listing(side, record, item.values, actor=None)
            yield item, UPDATED if changed else UNCHANGED, ""
            continue
        organisation = organisations.get(item.organisation)
        if organisation is None:
            yield (
                item,
                REFUSED,
                _("没有名为“%(name)s”的单位，可用 --create-organisation 新建。", name=item.organisation),
            )
        elif plan.publish and not organisation.is_verified:
            yield item, REFUSED, _("“%(name)s”还没有通过单位认证，不能直接发布。", name=item.organisation)
        elif not item.values.get("title"):
            yield item, REFUSED, _("新记录缺少标题。")
        else:
            record = services.import_listing(
                side,
                item.values,
                organisation=organisation,
                source=plan.source,
                number=item.external_number,
                publish=plan.publish,
            )
            fresh.append((item, record))
    # One INSERT for the whole batch; the history rows below need the ids.
    session.flush()
    services.note_imports(side, [record for _item, record in fresh], plan.source)
    for item, record in fresh:
        looks = _lookalikes if item.number <= MOST_LOOKED else ()
        yield item, CREATED, " ".join(words for look in looks if (words := look(side, record)))


def _organisations(names: set[str], plan: Plan) -> dict[str, Organisation]:
    """The organisations of these names; the oldest where a name occurs twice."""
    session = current_session()
    query = select(Organisation).where(Organisation.name.in_(names)).order_by(Organisation.id.desc())
    found = {one.name: one for one in session.scalars(query)}
    for name in sorted(names - found.keys()) if plan.new_kind else ():
        found[name] = services.import_organisation(name, plan.new_kind or "", is_verified=plan.new_are_verified)
    return found
