"""Commands for the invented sample data."""

import click
from flask.cli import AppGroup

from matchmaking.site.sample import Loaded, load_sample, sample_accounts
from matchmaking.site.sample_removal import remove_sample

sample_commands = AppGroup("sample", help="The invented sample data.")


def _counted(counts: Loaded) -> str:
    return ", ".join(f"{count} {name}" for name, count in vars(counts).items())


@sample_commands.command("load")
def load() -> None:
    """Add what is missing of the sample data."""
    with click.progressbar(length=1, label="Sample data") as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        loaded = load_sample(show)
    click.echo(f"added: {_counted(loaded)}; the worker (or `flask jobs run`) indexes and matches them")
    for line in sample_accounts():
        click.echo(line)


@sample_commands.command("remove")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(yes: bool) -> None:
    """Remove every sample record and what hangs on it; everything else stays."""
    if not yes:
        click.confirm("Remove all sample organisations, accounts, achievements and demands?", abort=True)
    removed = remove_sample()
    click.echo(f"removed: {_counted(removed)}; the worker (or `flask jobs run`) takes them out of the index")
