"""Ranks demands and achievements from files with the code of the site, in a scratch database and index."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from matchmaking.achievements.imports import COLUMNS as ACHIEVEMENT_COLUMNS
from matchmaking.achievements.imports import prepare as prepare_achievement
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import Base, current_session, database, reading, unit_of_work
from matchmaking.core.tables import TableError, read_rows
from matchmaking.demands.imports import COLUMNS as DEMAND_COLUMNS
from matchmaking.demands.imports import prepare as prepare_demand
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.imports import REFUSED, Plan, import_rows
from matchmaking.matching import ranking
from matchmaking.matching.meaning import VECTORS
from matchmaking.matching.meaning_fitting import fit_vectors
from matchmaking.matching.sentence_jobs import keep_vectors
from matchmaking.matching.weighing import Sides, text_score, vocabulary_words, weighed
from matchmaking.organisations.models import OrganisationKind
from matchmaking.search.following import rebuild_index
from matchmaking.search.registry import engine
from matchmaking.vocabulary.services import load_vocabulary

BEST = 200
Progress = Callable[[str, int, int], object]


def scratch_settings(folder: Path, meaning_url: str = "") -> dict[str, object]:
    """Settings of an application that keeps everything in `folder`; meaning is measured as on the site.

    What is fitted on a site's own texts is fitted on those of the files.
    """
    is_fitted = meaning_url.partition(":")[0] == VECTORS
    return {
        "MEANING_URL": f"{VECTORS}:{folder / 'meaning.vectors'}" if is_fitted else meaning_url,
        "DATABASE_URL": f"sqlite:///{folder / 'scratch.sqlite3'}",
        "SEARCH_URL": f"whoosh:{folder / 'index'}",
        "MAIL_URL": f"outbox:{folder / 'outbox'}",
        "UPLOAD_FOLDER": str(folder / "uploads"),
    }


def load_files(app: Flask, demands: Path, achievements: Path, progress: Progress) -> None:
    """Fill the scratch database and index of `app`. Raises TableError when a file cannot be read or has bad rows."""
    with app.app_context():
        Base.metadata.create_all(database().engine)
        with unit_of_work():
            load_vocabulary()
        for side, columns, prepare, path, kind in (
            (DEMANDS, DEMAND_COLUMNS, prepare_demand, demands, OrganisationKind.ENTERPRISE),
            (ACHIEVEMENTS, ACHIEVEMENT_COLUMNS, prepare_achievement, achievements, OrganisationKind.INSTITUTE),
        ):
            plan = Plan(
                source="file", organisation=f"{side.room} of a file", new_kind=kind, new_are_verified=True, publish=True
            )
            report = import_rows(
                side,
                columns,
                map(prepare, read_rows(path)),
                plan,
                lambda done, total, room=side.room: progress(room, done, total),
            )
            refused = [one for one in report.outcomes if one.result == REFUSED]
            if refused:
                raise TableError(f"{path}: row {refused[0].number}: {refused[0].reason}")
            rebuild_index(side.kind)
        fit_vectors()
        keep_vectors()


def ranked_pairs(app: Flask, wanted: dict[str, list[str]], progress: Progress) -> Iterator[tuple[str, str, float]]:
    """(demand, achievement, score) by the numbers of the files: the best of the corpus and every wanted pair.

    Copies, which a page would show once, each get the score of the one that stands for them. Unknown numbers of
    `wanted` are left out.
    """
    with app.app_context(), reading():
        demand_ids, achievement_ids = _numbers(Demand), _numbers(Achievement)
        names = {identity: number for number, identity in achievement_ids.items()}
        sides, words = Sides(), vocabulary_words()
        achievements = sides.achievements(list(names))
        copies = defaultdict(list)
        for identity, side in achievements.items():
            copies["".join(side.text.title.split()).casefold()].append(identity)
        for done, (number, demand_id) in enumerate(demand_ids.items(), 1):
            demand = sides.demands([demand_id])[demand_id]
            scores: dict[int, float] = {}
            others = words.others_of(demand)
            found = ranking.rank_achievements(engine(), demand.text, limit=BEST, common=words.common, others=others)
            for one in found:
                title = "".join(achievements[one.id].text.title.split()).casefold()
                scores.update(dict.fromkeys(copies[title], one.score))
            for other in wanted.get(number, ()):
                identity = achievement_ids.get(other)
                if identity is not None and identity not in scores:
                    scores[identity] = text_score(demand, achievements[identity])
            for identity, score in scores.items():
                yield number, names[identity], weighed(demand, achievements[identity], score, sides).score.score
            progress("ranking", done, len(demand_ids))


def _numbers(model: type[Demand] | type[Achievement]) -> dict[str, int]:
    """number in the file → id."""
    return dict(current_session().execute(select(model.external_number, model.id).order_by(model.id)).all())


def read_pairs(path: Path) -> dict[str, list[str]]:
    """demand → achievements of a tab-separated file; what follows the first two columns is ignored."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        fields = line.split("\t")
        if len(fields) >= 2:
            found[fields[0]].append(fields[1])
    return found
