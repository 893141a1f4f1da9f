"""Commands of the mechanisms in core: jobs, history, database."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from matchmaking.core.db import database, reading, unit_of_work
from matchmaking.core.history import walk_chain
from matchmaking.core.jobs import DEAD, Job, retry, run_waiting, work

jobs = AppGroup("jobs", help="Background jobs.")
history = AppGroup("history", help="The append-only history.")
db = AppGroup("db", help="The database.")


def alembic_config() -> Config:
    """Alembic's settings for the current application's database."""
    config = Config()
    config.set_main_option("script_location", str(Path(current_app.root_path).parent / "migrations"))
    config.attributes["engine"] = database().engine
    return config


@jobs.command("list")
@click.option("--state", default=None, help="Only jobs in this state: waiting, running, done, dead.")
@click.option("--most", default=30, show_default=True, help="How many rows.")
def list_jobs(state: str | None, most: int) -> None:
    """Show jobs, newest first, after a count for each state."""
    with reading() as session:
        for name, count in session.execute(select(Job.state, func.count()).group_by(Job.state)):
            click.echo(f"{name:8} {count}")
        query = select(Job).order_by(Job.id.desc()).limit(most)
        for row in session.scalars(query.where(Job.state == state) if state else query):
            last = (row.error or "").strip().splitlines()[-1:] or [""]
            click.echo(f"{row.id:>7} {row.state:8} {row.queue:6} {row.name} attempts={row.attempts} {last[0]}")


@jobs.command("retry")
@click.argument("job_ids", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Retry every dead job.")
def retry_jobs(job_ids: tuple[int, ...], everything: bool) -> None:
    """Put dead jobs back into the queue."""
    with unit_of_work() as session:
        wanted = list(session.scalars(select(Job.id).where(Job.state == DEAD))) if everything else list(job_ids)
        click.echo(f"{sum(retry(one) for one in wanted)} of {len(wanted)} jobs are waiting again")


@jobs.command("run")
def run_jobs() -> None:
    """Run everything that is due now, then stop."""
    click.echo(f"{run_waiting()} jobs ran")


@jobs.command("work")
def work_jobs() -> None:
    """Work until interrupted."""
    try:
        work(lambda: False)
    except KeyboardInterrupt:
        click.echo("stopped")


@history.command("verify")
@click.option("--deal", "deal_id", type=int, default=None, help="Also say which entries are of this deal.")
@click.option("--subject", default=None, help="The same for any record, as TABLE:ID, such as demands:12.")
def verify_history(deal_id: int | None, subject: str | None) -> None:
    """Check the hash chain of the whole history; exit status 1 when it is broken.

    One record's entries lie between those of others, so that they can only be checked with the whole chain.
    """
    table, _colon, number = (f"deals:{deal_id}" if deal_id is not None else subject or "").partition(":")
    if table and not (number.isascii() and number.isdigit()):
        raise click.BadParameter("write TABLE:ID, such as demands:12", param_hint="--subject")
    with reading():
        found = walk_chain(table or None, int(number) if number else None)
    if found.broken is not None:
        click.echo(f"the chain is broken at entry {found.broken}; {found.entries} entries before it fit")
        sys.exit(1)
    click.echo(f"the chain is whole: {found.entries} entries, head {found.head}")
    if table:
        where = f", from {found.first} to {found.last}" if found.of_subject else ""
        click.echo(f"{table} {number}: {found.of_subject} entries{where}")


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest version."""
    command.upgrade(alembic_config(), "head")


@db.command("backup")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), required=False)
def backup(target: Path | None) -> None:
    """Write a consistent copy of a SQLite database while the site runs (VACUUM INTO)."""
    if database().engine.dialect.name != "sqlite":
        raise click.ClickException("Use pg_dump for PostgreSQL.")
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    target = target or Path(current_app.instance_path) / f"backup-{stamp}.sqlite3"
    if target.exists():
        raise click.ClickException(f"{target} exists already.")
    with database().engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    click.echo(str(target))


def init_app(app: Flask) -> None:
    """Register the commands."""
    for group in (jobs, history, db):
        app.cli.add_command(group)
