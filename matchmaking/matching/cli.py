"""Commands of matching: weigh everything anew; rank files in a scratch database."""

import tempfile
import time
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.tables import TableError, write_csv
from matchmaking.matching import meaning_fitting, queries
from matchmaking.matching.export import load_files, ranked_pairs, read_pairs, scratch_settings
from matchmaking.matching.jobs import weigh_and_store
from matchmaking.matching.judgment_export import HEADER, as_lines, rows_of
from matchmaking.matching.judgment_queries import all_judgments
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.rematch_models import COMMAND, WEIGHING, WORDS, RematchRun
from matchmaking.matching.rematching import begin_run, go_on, running_run
from matchmaking.matching.reranking import present_version
from matchmaking.matching.weighing import Sides

matching_commands = AppGroup("matching", help="Matches of demands and achievements.")
AT_ONCE = 20


@matching_commands.command("rematch")
@click.option("--all", "everything", is_flag=True, help="Every published record, not only those without matches.")
def rematch(everything: bool) -> None:
    """Weigh published records against the other side and store what changed.

    With --all it goes on with a run that was interrupted, or begins one.
    """
    if everything:
        _rematch_everything()
        return
    with reading():
        records = [
            (kind, one) for kind in (DEMAND, ACHIEVEMENT) for one in queries.unmatched_ids(kind, present_version())
        ]
    sides, new = Sides(), 0
    with click.progressbar(length=len(records), label="matching") as bar:
        for start in range(0, len(records), AT_ONCE):
            batch = records[start : start + AT_ONCE]
            new += weigh_and_store(batch, sides)
            bar.update(len(batch))
    click.echo(f"{len(records)} records weighed, {new} new matches")


@matching_commands.command("fit-vectors")
@click.option("--again", is_flag=True, help="Also when no public text changed since.")
def fit_vectors(again: bool) -> None:
    """Fit the vectors that compare texts by meaning on the site's own public texts; the worker does it every day."""
    start = time.perf_counter()
    outcome = meaning_fitting.fit_vectors(again=again)
    click.echo(
        {
            meaning_fitting.UNUSED: "MEANING_URL names nothing that is fitted",
            meaning_fitting.UNCHANGED: "no public text changed since; nothing to do",
            meaning_fitting.TOO_FEW: f"{outcome.texts} public texts are too few; meaning is not measured",
            meaning_fitting.FITTED: f"{outcome.terms} terms of {outcome.texts} public texts fitted "
            f"in {time.perf_counter() - start:.1f} s",
        }[outcome.word]
    )


def _rematch_everything() -> None:
    """Begin a run, or go on with the one that is under way, until it ends; the cursor says how far it is."""
    with unit_of_work():
        run = running_run() or begin_run(COMMAND)
        assert run is not None
        run_id, length = run.id, sum(one["total"] for one in run.cursors.values())
    with click.progressbar(length=length, label="matching") as bar:
        go_on(run_id, progress=lambda run: bar.update(sum(one["done"] for one in run.cursors.values()) - bar.pos))
    with reading() as held:
        run = held.get_one(RematchRun, run_id)
        weighed = run.cursors[WORDS]["done"] + run.cursors[WEIGHING]["done"]
        click.echo(
            f"{run.new_count} new, {run.changed_count} changed, {run.gone_count} gone, {run.same_count} the same; "
            f"{run.told_count} told"
        )
        click.echo(f"{weighed} records weighed, {run.new_count} new matches")


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@matching_commands.command("export-run")
@click.option("--demands", required=True, type=FILE, help="Demands: xlsx, csv or jsonl, as for `import demands`.")
@click.option("--achievements", required=True, type=FILE, help="Achievements, as for `import achievements`.")
@click.option("--pairs", type=FILE, help="Tab-separated: demand, achievement; these pairs are written in any case.")
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ranking, as TSV.")
def export_run(demands: Path, achievements: Path, pairs: Path | None, output: Path) -> None:
    """Rank the demands and achievements of files with the code of the site, in a scratch database and index.

    Writes demand, achievement, score: every pair of PAIRS and the 200 best achievements of each demand. The site's
    own database is not touched.
    """
    with tempfile.TemporaryDirectory() as folder:
        scratch = current_app.extensions["create_app"](
            {
                **scratch_settings(Path(folder), current_app.config["MEANING_URL"]),
                **{name: current_app.config[name] for name in ("MEANING_BASELINE", "MEANING_WEIGHT")},
            },
            instance_path=folder,
        )

        def show(what: str, done: int, total: int) -> None:
            if done == total or done % 500 == 0 or what == "ranking":
                click.echo(f"\r{what}: {done} of {total}", nl=done == total, err=True)

        try:
            load_files(scratch, demands, achievements, show)
        except TableError as error:
            raise click.ClickException(str(error)) from None
        count = 0
        with output.open("w", encoding="utf-8") as file:
            for demand, achievement, score in ranked_pairs(scratch, read_pairs(pairs) if pairs else {}, show):
                file.write(f"{demand}\t{achievement}\t{score:.6f}\n")
                count += 1
        scratch.extensions["database"].engine.dispose()
    click.echo(f"{count} pairs in {output}")


@matching_commands.command("export-judgments")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_judgments(file: Path) -> None:
    """Write all judgments to FILE: a table when it ends in .csv, else JSON lines. Hidden names stay hidden."""
    with reading():
        rows = list(rows_of(session.scalars(all_judgments(Viewer.nobody())), Viewer.nobody()))
    if file.suffix.lower() == ".csv":
        file.write_bytes(write_csv(HEADER, [[row[name] for name in HEADER] for row in rows]))
    else:
        file.write_text("".join(as_lines(rows)), encoding="utf-8")
    click.echo(f"{len(rows)} judgments in {file}")
