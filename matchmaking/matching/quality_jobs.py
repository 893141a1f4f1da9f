"""Background work about the quality of matching: the figures four times a day, the models once a month."""

from matchmaking.core.db import current_session, now, reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.jobs import enqueue, job
from matchmaking.matching.fitted_models import LEVELS, models_of
from matchmaking.matching.fitting import cases, fit_levels, fit_ranker, keep_model
from matchmaking.matching.quality_models import CITY, QualityReport, report_of
from matchmaking.matching.quality_reports import material, reports
from matchmaking.matching.scoring import MODEL_VERSION

EVERY = 6 * 3600
MEASURE, FIT = "matching.measure_quality", "matching.fit_models"


@job(MEASURE, queue="batch", transaction=False, every=EVERY)
def measure_quality() -> None:
    """Compute the figures of all scopes anew; let the models be fitted when a month has begun or enough is there."""
    with reading():
        found = material()
        computed = reports(found)
        before = report_of(CITY)
        is_due = before is None or before.fitted_month != f"{today():%Y-%m}"
        newest = next(iter(models_of(LEVELS, 1)), None)
        # Enough for the first time, or enough again after a change of the rules.
        is_stale = newest is None or newest.rules_version != MODEL_VERSION
        is_due = is_due or (found.usable.is_enough and is_stale)
    with unit_of_work() as session:
        for scope, figures in computed.items():
            row = report_of(scope)
            if row is None:
                session.add(QualityReport(scope=scope, figures=figures))
            else:
                row.figures, row.computed_at = figures, now()
        if is_due:
            enqueue(FIT, key=FIT)


@job(FIT, queue="heavy", transaction=False)
def fit_models() -> None:
    """Fit both models on what was judged until now. The same judgments again add nothing."""
    with reading():
        found = cases()
    fitted = [one for one in (fit_levels(found), fit_ranker(found)) if one is not None]
    with unit_of_work():
        for one in fitted:
            keep_model(one, found)
        row = report_of(CITY)
        if row is None:
            row = QualityReport(scope=CITY, figures={})
            current_session().add(row)
        row.fitted_month = f"{today():%Y-%m}"
