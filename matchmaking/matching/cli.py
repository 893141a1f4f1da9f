"""Commands of matching: weigh everything anew."""

import click
from flask.cli import AppGroup

from matchmaking.core.db import reading
from matchmaking.matching import queries
from matchmaking.matching.jobs import weigh_and_store
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.scoring import MODEL_VERSION
from matchmaking.matching.services import Sides

matching_commands = AppGroup("matching", help="Matches of demands and achievements.")
AT_ONCE = 20


@matching_commands.command("rematch")
@click.option("--all", "everything", is_flag=True, help="Every published record, not only those without matches.")
def rematch(everything: bool) -> None:
    """Weigh published records against the other side and store what changed."""
    with reading():
        records = [
            (kind, one)
            for kind in (DEMAND, ACHIEVEMENT)
            for one in (queries.published_ids(kind) if everything else queries.unmatched_ids(kind, MODEL_VERSION))
        ]
    sides, new = Sides(), 0
    with click.progressbar(length=len(records), label="matching") as bar:
        for start in range(0, len(records), AT_ONCE):
            batch = records[start : start + AT_ONCE]
            new += weigh_and_store(batch, sides)
            bar.update(len(batch))
    click.echo(f"{len(records)} records weighed, {new} new matches")
