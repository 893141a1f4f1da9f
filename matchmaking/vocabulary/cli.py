"""Commands: load the vocabulary from its files, check the files without loading them."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import inspect

from matchmaking.core.db import database, reading, unit_of_work
from matchmaking.vocabulary.kinds import FORMER, INCOMPLETE, KINDS, UNCONFIRMED
from matchmaking.vocabulary.models import FROM_DESK, Revision
from matchmaking.vocabulary.services import DATA, load_vocabulary, newest_applied, read_files
from matchmaking.vocabulary.tables import TableError
from matchmaking.vocabulary.wording import problem_line

vocabulary = AppGroup("vocabulary", help="Lists of terms and words of the trade.")
_FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=DATA,
    help="Folder of the files; the repository's own by default.",
)


@vocabulary.command("load")
@_FOLDER
@click.option("--replace", is_flag=True, help="Also replace lists that were uploaded at the desk.")
def load(folder: Path, replace: bool) -> None:
    """Bring the database in line with the files; loading again changes nothing."""
    try:
        with unit_of_work():
            report = load_vocabulary(folder, replace=replace)
    except TableError as error:
        raise _refusal(error) from error
    for name, counts in report.counts.items():
        click.echo(f"{name:18} " + " ".join(f"{what}={count}" for what, count in sorted(counts.items())))
    for name in report.kept:
        click.echo(f"{name:18} kept as uploaded at the desk; --replace overwrites it")


@vocabulary.command("check")
@_FOLDER
def check(folder: Path) -> None:
    """Check the files and report what they hold; nothing is written. Exit status 1 when something is wrong."""
    try:
        contents = read_files(folder)
    except TableError as error:
        raise _refusal(error) from error
    states = _states()
    for kind in KINDS:
        rows = [row for row in contents.terms if row.kind == kind]
        parts = [f"{len(rows)} terms"]
        for status in (INCOMPLETE, UNCONFIRMED, FORMER):
            if count := sum(row.status == status for row in rows):
                parts.append(f"{count} {status}")
        click.echo(f"{kind:18} {', '.join([*parts, *states.get(kind, ['not loaded'])])}")
    relations = sum(len(row.same) + len(row.narrower) + len(row.related) for row in contents.words)
    click.echo(f"{'words':18} {len(contents.words)} words, {relations} relations")
    click.echo(f"{'problem_words':18} {sum(len(row.problems) for row in contents.problem_words)} ways of saying")
    click.echo(f"{'ambiguous_forms':18} {len({row.token for row in contents.ambiguous_forms})} short forms")
    click.echo(f"{'boilerplate':18} {len(contents.boilerplate)} words")


def _states() -> dict[str, list[str]]:
    """What is to be said of each loaded list; empty before the database has its tables."""
    if not inspect(database().engine).has_table(Revision.__tablename__):
        return {}
    with reading():
        found = [newest_applied(kind) for kind in KINDS]
        origins = {revision.list_code: revision.origin for revision in found if revision}
    return {kind: ["replaced at the desk"] if origin == FROM_DESK else [] for kind, origin in origins.items()}


def _refusal(error: TableError) -> click.ClickException:
    lines = "\n".join(problem_line(problem) for problem in error.problems)
    return click.ClickException(f"{len(error.problems)} problems, nothing was written:\n{lines}")
