"""Commands about the quality of matching: measure it on any judged set or on the site's own judgments."""

from collections import defaultdict
from pathlib import Path

import click

from matchmaking.matching.cli import FILE, matching_commands
from matchmaking.matching.measures import FIGURES, Estimate, estimates, figures_by_demand

# The levels of judged files go from 1 to 4, the grades of the site from 0 to 3.
LOWEST_LEVEL = 1


@matching_commands.command("evaluate")
@click.option("--run", "run_file", type=FILE, help="Tab-separated: demand, achievement, score; see `export-run`.")
@click.option("--judgments", "judged_file", type=FILE, help="Tab-separated: demand, achievement, level from 1 to 4.")
def evaluate(run_file: Path | None, judged_file: Path | None) -> None:
    """Print how good a ranking is against judgments, with 95 % intervals over demands."""
    if not run_file or not judged_file:
        raise click.UsageError("Give both --run and --judgments.")
    judged = {
        demand: {one: level - LOWEST_LEVEL for one, level in levels.items()}
        for demand, levels in read_triples(judged_file).items()
    }
    by_demand = figures_by_demand(read_triples(run_file), judged)
    if not by_demand:
        raise click.ClickException("No demand has both a pair of level 3 or 4 and one of level 1 or 2.")
    click.echo(f"{len(by_demand)} demands, {sum(map(len, judged.values()))} judged pairs")
    print_figures(estimates(by_demand))


def print_figures(found: dict[str, Estimate]) -> None:
    """One line for each figure."""
    for name in FIGURES:
        if name in found:
            one = found[name]
            click.echo(f"{name:<10} {one.value:.3f}  [{one.low:.3f}, {one.high:.3f}]")


def read_triples(path: Path) -> dict[str, dict[str, float]]:
    """first column → second column → number of the third. Raises ClickException naming the line that is none."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        fields = line.split("\t")
        if not line.strip() or (number == 1 and fields[0] == "demand"):
            continue
        try:
            demand, achievement, value = fields
            found[demand][achievement] = float(value)
        except ValueError:
            raise click.ClickException(f"{path}: line {number} is not “demand, achievement, number”.") from None
    return dict(found)
