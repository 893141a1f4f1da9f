"""From an empty folder to a running site: database, vocabulary, sample data, index, worker, server."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import uvicorn
from a2wsgi import WSGIMiddleware
from alembic import command
from flask import Flask
from flask.cli import FlaskGroup

from matchmaking import ROOT, create_app
from matchmaking.config import ENVIRONMENT_PREFIX, default_of
from matchmaking.core.cli import alembic_config
from matchmaking.core.db import unit_of_work
from matchmaking.core.jobs import work
from matchmaking.search.following import catch_up
from matchmaking.site.sample import load_sample, sample_accounts, was_ever_loaded
from matchmaking.vocabulary.services import load_vocabulary

THREADS = 12


@contextmanager
def one_at_a_time(app: Flask) -> Iterator[None]:
    """Hold a lock in the instance folder, so that two starts do not prepare the same database at once."""
    with (Path(app.instance_path) / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(app: Flask, *, sample: bool) -> None:
    """Migrate, load the vocabulary, load the sample data into a new database, and let the index catch up."""
    with app.app_context(), one_at_a_time(app):
        command.upgrade(alembic_config(), "head")
        with unit_of_work():
            load_vocabulary()
        if sample and not was_ever_loaded():
            click.echo("Loading the invented sample data …")
            load_sample()
        catch_up()


def own_address(app: Flask, host: str, port: int) -> str:
    """Where this server is reached; e-mails name it too, also those of the worker, unless PUBLIC_URL was set."""
    address = f"http://{'127.0.0.1' if host in ('', '0.0.0.0', '::') else host}:{port}"
    if app.config["PUBLIC_URL"] == default_of("PUBLIC_URL"):
        app.config["PUBLIC_URL"] = os.environ[ENVIRONMENT_PREFIX + "PUBLIC_URL"] = address
    return address


def worker_alive(parent: int) -> bool:
    """Whether the process that started this worker still lives; an orphan stops by itself."""
    return os.getppid() == parent


def start_worker() -> subprocess.Popen[bytes]:
    """Start the background worker as a child of this process."""
    return subprocess.Popen([sys.executable, str(ROOT / "run.py"), "worker", "--parent", str(os.getpid())])


def create_cli_app() -> Flask:
    """The application as the command line builds it."""
    return create_app()


@click.group(
    cls=FlaskGroup,
    create_app=create_cli_app,
    add_default_commands=False,
    invoke_without_command=True,
    help="技术转移供需对接平台。Without a command: prepare everything and serve on 127.0.0.1:8000.",
)
@click.pass_context
def cli(context: click.Context) -> None:
    """Without a command, serve."""
    if context.invoked_subcommand is None:
        context.invoke(serve)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--sample/--no-sample", default=True, help="Load the invented sample data into a new database.")
@click.option("--worker/--no-worker", "with_worker", default=True, help="Run the background worker as a child process.")
def serve(host: str = "127.0.0.1", port: int = 8000, sample: bool = True, with_worker: bool = True) -> None:
    """Prepare everything that is missing, then serve until interrupted."""
    app = create_app()
    address = own_address(app, host, port)
    prepare(app, sample=sample)
    child = start_worker() if with_worker else None
    click.echo(f"\n{address}/   (English: {address}/en/)")
    with app.app_context():
        for line in sample_accounts():
            click.echo("  " + line)
    click.echo("Stop with Ctrl+C.\n")
    sys.stdout.flush()
    try:
        uvicorn.run(
            WSGIMiddleware(app, workers=THREADS),
            host=host,
            port=port,
            lifespan="off",
            log_level="warning",
            server_header=False,
            access_log=False,
            timeout_graceful_shutdown=5,
        )
    finally:
        if child is not None:
            child.send_signal(signal.SIGTERM)
            child.wait(timeout=20)


@cli.command("prepare")
@click.option("--sample/--no-sample", default=True, help="Load the invented sample data into a new database.")
def prepare_only(sample: bool) -> None:
    """Do everything that `serve` does before it serves."""
    prepare(create_app(), sample=sample)


@cli.command("worker")
@click.option("--parent", default=0, help="Stop when this process is gone.")
def worker(parent: int) -> None:
    """Work on background jobs until interrupted."""
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(time.monotonic()))
    signal.signal(signal.SIGINT, lambda *_: stopping.append(time.monotonic()))
    with create_app().app_context():
        work(lambda: bool(stopping) or bool(parent and not worker_alive(parent)))


def main() -> None:
    """Entry point of run.py."""
    cli(prog_name="run.py")
