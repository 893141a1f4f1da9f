"""`flask import …`: the command that both rooms offer for their own records."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from matchmaking.core.db import reading
from matchmaking.core.jobs import WAITING, Job, run_waiting
from matchmaking.core.tables import TableError, TableRow, read_rows, write_csv
from matchmaking.listings.cells import Column
from matchmaking.listings.imports import CREATED, REFUSED, UNCHANGED, UPDATED, Plan, Report, import_rows
from matchmaking.listings.side import Side
from matchmaking.organisations.models import OrganisationKind

import_commands = AppGroup("import", help="Import records from xlsx, csv or jsonl files.")
# More rows than this are not printed one by one, only the refused ones and those that look like another record.
MOST_PRINTED = 100


def offer_import(
    side: Side, columns: Sequence[Column], *, kind: OrganisationKind, prepare: Callable[[TableRow], TableRow]
) -> None:
    """Add `flask import ROOM FILE`. `kind` is what new organisations are, `prepare` puts loose rows into shape."""

    @import_commands.command(side.room, help=f"Import {side.room} from FILE (xlsx, csv in UTF-8 or GB18030, jsonl).")
    @click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Check and report everything, write nothing.")
    @click.option("--organisation", default="", help="Whose the rows are that name no organisation.")
    @click.option("--create-organisation", is_flag=True, help="Add organisations that are missing.")
    @click.option("--organisation-kind", type=click.Choice([one.value for one in OrganisationKind]), default=kind.value)
    @click.option("--verified", is_flag=True, help="Organisations added by this import count as verified.")
    @click.option("--publish", is_flag=True, help="Publish new records at once; you answer for the file's content.")
    @click.option("--source", default=None, help="Name of the source; the same number there is the same record.")
    @click.option("--skip-refused", is_flag=True, help="Import the good rows although others are refused.")
    @click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as CSV.")
    @click.option("--no-jobs", is_flag=True, help="Leave index and matches to the worker.")
    def run(path: Path, report: Path | None, no_jobs: bool, **options: Any) -> None:
        made = options.pop("create_organisation")
        plan = Plan(
            source=options["source"] or path.name,
            organisation=options["organisation"],
            new_kind=options["organisation_kind"] if made else None,
            new_are_verified=options["verified"],
            publish=options["publish"],
            skip_refused=options["skip_refused"],
            dry_run=options["dry_run"],
        )
        try:
            with click.progressbar(length=1, label=f"Importing {side.room}") as bar:

                def show(done: int, total: int) -> None:
                    bar.length = total
                    bar.update(done - bar.pos)

                result = import_rows(side, columns, map(prepare, read_rows(path)), plan, show)
        except TableError as error:
            raise click.ClickException(str(error)) from None
        _tell(result)
        if report:
            report.write_bytes(write_csv(("row", "number", "title", "result", "reason"), _lines(result)))
            click.echo(f"report: {report}")
        if result.is_written and not no_jobs:
            ran = run_waiting()
            with reading() as session:
                left = session.scalar(select(func.count(Job.id)).where(Job.state == WAITING, Job.attempts > 0)) or 0
            later = f"; {left} will be tried again by the worker" if left else "; index and matches are up to date"
            click.echo(f"{ran} jobs ran{later}")
        if result.count(REFUSED):
            raise SystemExit(1)


def _lines(result: Report) -> Iterator[tuple[object, ...]]:
    for one in result.outcomes:
        yield one.number, one.external_number, one.title, one.result, one.reason


def _tell(result: Report) -> None:
    shown: Iterable[Any] = result.outcomes
    if len(result.outcomes) > MOST_PRINTED:
        shown = [one for one in result.outcomes if one.result == REFUSED or one.reason]
    for one in shown:
        click.echo(f"row {one.number}: {one.result} {one.external_number} {one.title} {one.reason}".rstrip())
    if result.ignored:
        click.echo(f"columns that were ignored: {', '.join(result.ignored)}")
    counts = ", ".join(f"{result.count(name)} {name}" for name in (CREATED, UPDATED, UNCHANGED, REFUSED))
    click.echo(f"{len(result.outcomes)} rows: {counts}{'' if result.is_written else '; nothing was written'}")
