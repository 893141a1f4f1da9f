"""From an empty folder to a running site: database, vocabulary, sample data, index, worker, server."""

import asyncio
import fcntl
import logging
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

import click
import uvicorn
from alembic import command
from flask import Flask
from flask.cli import FlaskGroup

from matchmaking import ROOT, create_app
from matchmaking.config import ENVIRONMENT_PREFIX, default_of
from matchmaking.core.cli import alembic_config
from matchmaking.core.db import Database, reading, unit_of_work
from matchmaking.core.jobs import MEDIA_QUEUE, QUEUES, work
from matchmaking.media import tickets
from matchmaking.search.following import catch_up
from matchmaking.site.sample import load_sample, sample_accounts, was_ever_loaded
from matchmaking.streaming import presence
from matchmaking.streaming.hub import Hub
from matchmaking.streaming.live import Live, answer
from matchmaking.streaming.pages import Pages
from matchmaking.streaming.sending import Sender
from matchmaking.vocabulary.services import load_vocabulary

THREADS = 12
MEDIA = "/media/file/"


class Site:
    """One ASGI application: connections that are held and files are asynchronous, every page is Flask in a thread."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        app.extensions["holds_connections"] = True
        self.sender = Sender()
        self.pages = Pages(app, THREADS, self.sender)
        # Connections of its own: however many pages wait for theirs, events do not.
        engine = Database(app.config["DATABASE_URL"]).engine
        self.hub = Hub(engine, app.extensions["stream_register"], self.exchange_presence)
        self.live = Live(
            self.hub,
            app.config["SECRET_KEY"],
            most=app.config["STREAM_CONNECTIONS"],
            per_address=app.config["STREAM_CONNECTIONS_PER_ADDRESS"],
            trusted_proxies=app.config["TRUSTED_PROXIES"],
        )
        self.media_folder = Path(app.config["MEDIA_FOLDER"])
        self.running: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer a request where it belongs."""
        if self.running is None:
            # The first request: from here on there is a loop to run in.
            self.running = asyncio.create_task(self.hub.run())
        if scope["type"] == "http" and self.live.takes(scope):
            await self.live(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(MEDIA) and scope["method"] in ("GET", "HEAD"):
            await self.send_media(scope, receive, send)
        else:
            await self.pages(scope, receive, send)

    async def send_media(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """A page of a deck, a picture or a video, for who has a ticket; `media` has checked who gets one."""
        ticket = scope["path"].removeprefix(MEDIA)
        found = tickets.resolve(ticket, secret=self.app.config["SECRET_KEY"], folder=self.media_folder)
        if found is None:
            await answer(send, 404)
            return
        headers = {**tickets.HEADERS, "Content-Type": found.media_type}
        if found.download_name:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.download_name)}"
        await self.sender.send(scope, receive, send, found.path, tag=f'"{found.etag}"', headers=headers)

    def exchange_presence(self, due: dict[str, int], topics: list[str]) -> dict[str, int]:
        """Write how many follow each topic here; how many do at all servers."""
        with self.app.app_context():
            if due:
                with unit_of_work():
                    presence.write(due, presence.server_name())
            with reading():
                return presence.counts(topics)

    def close(self) -> None:
        """Take the numbers of this server away."""
        with self.app.app_context(), unit_of_work():
            presence.forget(presence.server_name())


class Server(uvicorn.Server):
    """A server that lets go of the connections it holds as soon as it is asked to stop."""

    site: Site

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; the pages come back to the next server by themselves."""
        self.site.hub.stopping = True
        super().handle_exit(sig, frame)


def allow_many_connections() -> None:
    """Take as many open files as the system grants: each page that is held is one."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def keep_quiet(record: logging.LogRecord) -> bool:
    """Whether a line of the server is worth reading; a page that was let go because it was too slow is not."""
    return "without completing response" not in record.getMessage()


def run_server(app: Flask, host: str, port: int) -> None:
    """Serve until interrupted."""
    allow_many_connections()
    site = Site(app)
    server = Server(
        uvicorn.Config(
            site,
            host=host,
            port=port,
            lifespan="off",
            log_level="warning",
            server_header=False,
            access_log=False,
            timeout_graceful_shutdown=5,
        )
    )
    server.site = site
    logging.getLogger("uvicorn.error").addFilter(keep_quiet)
    try:
        server.run()
    except KeyboardInterrupt:
        # Asked to stop by the keyboard, and stopped.
        pass
    finally:
        site.close()


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
        run_server(app, host, port)
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
    app = create_app()

    def is_over() -> bool:
        return bool(stopping) or bool(parent and not worker_alive(parent))

    # Conversions take minutes, and mostly wait for another program: they must not keep letters and the index waiting.
    # They end with the process, and whoever works next begins them anew.
    threading.Thread(target=_convert, args=(app, is_over), daemon=True).start()
    with app.app_context():
        work(is_over, queues=[one for one in QUEUES if one != MEDIA_QUEUE])


def _convert(app: Flask, is_over: Callable[[], bool]) -> None:
    with app.app_context():
        work(is_over, queues=[MEDIA_QUEUE], pause=0.5, schedules=False)


def main() -> None:
    """Entry point of run.py."""
    cli(prog_name="run.py")
