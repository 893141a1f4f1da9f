"""What `/healthz` asks beside the database: is the index sound, and does somebody work on the jobs."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import now, session
from matchmaking.core.jobs import WAITING, Job
from matchmaking.search.engine import IndexUnavailable
from matchmaking.search.registry import SOURCES, engine

# A job that has been due for longer than this means that no worker runs.
PATIENCE = timedelta(minutes=10)


def index_is_sound() -> bool:
    """Whether every kind of record has an index that can be read."""
    try:
        return all(engine().count(kind) >= 0 for kind in SOURCES)
    except IndexUnavailable:
        return False


def jobs_are_worked_on() -> bool:
    """Whether no job has been waiting for long after it was due."""
    overdue = select(Job.id).where(Job.state == WAITING, Job.run_after < now() - PATIENCE).limit(1)
    return session.scalar(overdue) is None


def register_health_checks(app: Flask) -> None:
    """Have `/healthz` ask these."""
    app.extensions["health_checks"].update(index=index_is_sound, jobs=jobs_are_worked_on)
