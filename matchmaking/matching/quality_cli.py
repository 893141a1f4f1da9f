"""Commands about the quality of matching: measure it on any judged set or on the site's own judgments."""

import heapq
import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from matchmaking.core.db import reading
from matchmaking.matching.cli import FILE, matching_commands
from matchmaking.matching.fitted_models import KINDS, active_model, models_of
from matchmaking.matching.fitting import LEAST_DEMANDS, LEAST_JUDGMENTS
from matchmaking.matching.measures import FIGURES, GOOD, Estimate, estimates, figures_by_demand, of_json
from matchmaking.matching.ordinal import bands, unseen_predictions
from matchmaking.matching.quality_cases import standings
from matchmaking.matching.quality_jobs import fit_models
from matchmaking.matching.quality_reports import material, report

Triples = Mapping[str, Mapping[str, float]]
# What a person looks through, and what a page lists: a level asks where in that a pair stands.
SEEN, LISTED = 20, 30
# The levels of judged files go from 1 to 4, the grades of the site from 0 to 3.
LOWEST_LEVEL = 1


@matching_commands.command("evaluate")
@click.option("--run", "run_file", type=FILE, help="Tab-separated: demand, achievement, score; see `export-run`.")
@click.option("--judgments", "judged_file", type=FILE, help="Tab-separated: demand, achievement, level from 1 to 4.")
def evaluate(run_file: Path | None, judged_file: Path | None) -> None:
    """Print how good a ranking is against judgments, with 95 % intervals over demands.

    Without options: the site's own brokers' judgments, as on the page 匹配质量.
    """
    if not run_file and not judged_file:
        with reading():
            print_report(report(material()))
        return
    if not run_file or not judged_file:
        raise click.UsageError("Give both --run and --judgments, or neither for the site's own judgments.")
    judged = {
        demand: {one: level - LOWEST_LEVEL for one, level in levels.items()}
        for demand, levels in read_triples(judged_file).items()
    }
    run = read_triples(run_file)
    by_demand = figures_by_demand(run, judged)
    if not by_demand:
        raise click.ClickException("No demand has both a pair of level 3 or 4 and one of level 1 or 2.")
    click.echo(f"{len(by_demand)} demands, {sum(map(len, judged.values()))} judged pairs")
    print_figures(estimates(by_demand))
    print_coverage(run, judged)
    print_calibration(run, judged)


def print_figures(found: dict[str, Estimate]) -> None:
    """One line for each figure."""
    for name in FIGURES:
        if name in found:
            one = found[name]
            click.echo(f"{name:<10} {one.value:.3f}  [{one.low:.3f}, {one.high:.3f}]")


def print_coverage(run: Triples, judged: Triples) -> None:
    """How many judged demands have anything good at all, and how many of those see it among the first 20."""
    good = {demand: {one for one, grade in marks.items() if grade >= GOOD} for demand, marks in judged.items()}
    good = {demand: ones for demand, ones in good.items() if ones}
    seen = sum(
        not ones.isdisjoint(heapq.nlargest(SEEN, run.get(demand, {}), key=run.get(demand, {}).__getitem__))
        for demand, ones in good.items()
    )
    click.echo(f"coverage   demands {len(judged)} with something good {len(good)} among the first {SEEN} {seen}")


def print_calibration(run: Triples, judged: Triples) -> None:
    """What levels fitted on the scores of the run would promise, and what became of it in demands not seen."""
    rows, grades, groups = [], [], []
    for demand, marks in judged.items():
        scores = run.get(demand, {})
        best = heapq.nlargest(LISTED, scores.values())
        for one, grade in marks.items():
            score = scores.get(one, 0.0)
            rows.append([score, standings([*best, score])[-1]])
            grades.append(int(grade))
            groups.append(demand)
    if len(rows) < LEAST_JUDGMENTS or len(judged) < LEAST_DEMANDS:
        click.echo(f"levels need {LEAST_JUDGMENTS} judgments of {LEAST_DEMANDS} demands")
        return
    for step in bands(unseen_predictions(rows, grades, groups), grades):
        click.echo(f"level      {step.cases} judged, predicted {step.predicted:.3f}, good: {step.observed:.3f}")


def print_report(found: dict[str, Any]) -> None:
    """The figures of the site, group by group."""
    counts, usable, coverage = found["judgments"], found["usable"], found["coverage"]
    click.echo(f"{counts['total']} judgments of {counts['pairs']} pairs of {counts['demands']} demands")
    missing = (LEAST_JUDGMENTS - usable["judgments"], LEAST_DEMANDS - usable["demands"])
    if max(missing) > 0:
        click.echo(f"models need {max(0, missing[0])} more judgments, {max(0, missing[1])} more demands")
    if found["figures"]:
        print_figures(of_json(found["figures"]))
    else:
        click.echo("too few demands for figures")
    for one in found["bands"]:
        click.echo(f"{one['band']:<10} {one['count']} judged, good: {_words(one['observed'])}")
    click.echo(f"coverage   {' '.join(f'{name} {count}' for name, count in coverage.items())}")
    lines = [(one["month"], one) for one in found["months"]] + [(one["code"], one) for one in found["industries"]]
    for name, one in lines:
        order = one["figures"]["ndcg10"]["value"] if one["figures"] else None
        click.echo(f"{name:<24} {one['judgments']} judgments, {one['demands']} demands, ndcg10 {_words(order)}")


def _words(value: float | None) -> str:
    return "too few" if value is None else f"{value:.3f}"


@matching_commands.command("fit")
def fit() -> None:
    """Fit levels and ranker on the site's judgments now; the same judgments again add no version."""
    fit_models()
    with reading():
        for kind in KINDS:
            newest, active = next(iter(models_of(kind, 1)), None), active_model(kind)
            if newest is None:
                click.echo(f"{kind}: needs {LEAST_JUDGMENTS} judgments of {LEAST_DEMANDS} demands")
            else:
                used = active.version if active else "none"
                click.echo(f"{kind}: {newest.version}, {newest.judgment_count} judgments, in use: {used}")
                click.echo(json.dumps(newest.figures))


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
