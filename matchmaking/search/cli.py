"""Commands of search: rebuild the index, check it against the database, repair it."""

import sys

import click
from flask.cli import AppGroup

from matchmaking.search import following
from matchmaking.search.registry import SOURCES

search_commands = AppGroup("search", help="The search index: rebuild it, or check it against the database.")


@search_commands.command("rebuild")
@click.argument("kinds", nargs=-1)
def rebuild(kinds: tuple[str, ...]) -> None:
    """Build the index anew from the database; the old one serves until it is done. KINDS: all when none is named."""
    unknown = [kind for kind in kinds if kind not in SOURCES]
    if unknown:
        raise click.BadParameter(f"no such kind: {', '.join(unknown)}; there are: {', '.join(SOURCES)}")
    for kind in kinds or SOURCES:
        with click.progressbar(length=0, label=f"{kind:<12}", show_pos=True) as bar:

            def advance(done: int, total: int, bar=bar) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            count = following.rebuild_index(kind, advance)
        click.echo(f"{kind}: {count} documents")


@search_commands.command("check")
def check() -> None:
    """Compare the index with the database; exit code 1 when they differ."""
    differences = [following.compare(kind) for kind in SOURCES]
    for found in differences:
        held = "no index" if found.index_count is None else f"index {found.index_count}"
        verdict = "equal" if found.is_equal else "different"
        click.echo(f"{found.kind}: {verdict} ({held}, database {found.database_count})")
        for name, ids in (("missing", found.missing), ("stale", found.stale), ("superfluous", found.superfluous)):
            if ids:
                more = " …" if len(ids) > 20 else ""
                click.echo(f"  {name}: {len(ids)}: {', '.join(map(str, ids[:20]))}{more}")
    if not all(found.is_equal for found in differences):
        sys.exit(1)


@search_commands.command("catch-up")
def catch_up() -> None:
    """Bring the index up to the state of the database; only what differs is written."""
    for found in following.catch_up():
        count = len(found.missing) + len(found.stale) + len(found.superfluous)
        click.echo(f"{found.kind}: {'was equal' if found.is_equal else f'repaired {count} documents'}")
