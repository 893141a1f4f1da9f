"""How long a request for the page of achievements takes: words, filters, counts of seven facets, at any size.

usage: python -m benchmarks.list_page [ACHIEVEMENTS [FOLDER]]     (10,000 by default; FOLDER keeps the planted data)
200 different requests of seven kinds (one word, two, frequent words, with one or two filters, sorted,
later pages), first through the WSGI interface in this process, then through two real servers on 127.0.0.1. Wall time,
and processor time where it can be told.
"""

import http.client
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

import uvicorn
from a2wsgi import WSGIMiddleware
from flask import Flask
from sqlalchemy import select

from benchmarks.planting import plant
from benchmarks.search_engines import proportional_megabytes
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import reading, session
from matchmaking.server import THREADS
from matchmaking.vocabulary.queries import all_terms

REQUESTS = 200
FREQUENT = ("的", "系统", "材料", "工艺 装置", "高温 结构", "设计")
Get = Callable[[str], None]


def addresses(app: Flask, count: int = REQUESTS) -> list[str]:
    """So many different addresses of the list."""
    dice = random.Random(1)
    with app.app_context(), reading():
        titles = list(session.scalars(select(Achievement.title).where(Achievement.id <= 2000)))
        industries = [term.code for term in all_terms("industry")]
        counties = [term.code for term in all_terms("county")]
    found: dict[str, None] = {}
    while len(found) < count:
        title = dice.choice(titles)
        start = dice.randrange(len(title) - 3)
        word, other = title[start : start + 2], dice.choice(titles)[:2]
        industry, county = ("industry", dice.choice(industries)), ("county", dice.choice(counties))
        asked = dice.choice(
            [
                [("q", word)],
                [("q", word), industry],
                [("q", f"{word} {other}"), industry, county],
                [("q", dice.choice(FREQUENT)), industry],
                [("q", dice.choice(FREQUENT)), ("sort", dice.choice(("newest", "price"))), county],
                [("q", dice.choice(FREQUENT)), ("page", str(dice.randrange(2, 50))), ("readiness", "4_6")],
                [industry, county, ("page", str(dice.randrange(1, 5)))],
            ]
        )
        found[f"/achievements?{urlencode(asked)}"] = None
    return list(found)


def report(name: str, get: Get, asked: list[str]) -> None:
    """Ask everything once, after a few requests that warm up, and print the spread."""
    for address in asked[:5]:
        get(address)
    walls, processor = [], []
    for address in asked:
        start, used = time.perf_counter(), time.process_time()
        get(address)
        walls.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - used) * 1000)
    print(f"{name}: {spread(walls)}")
    if name.endswith("WSGI"):
        print(f"  processor time alone: {spread(processor)}")


def spread(taken: list[float]) -> str:
    """How long most, and the slowest, took."""
    taken = sorted(taken)
    at = {share: taken[min(len(taken) - 1, int(len(taken) * share / 100))] for share in (50, 95, 99)}
    return f"median {at[50]:.0f} ms, p95 {at[95]:.0f} ms, p99 {at[99]:.0f} ms, longest {taken[-1]:.0f} ms"


def through_wsgi(app: Flask, asked: list[str]) -> None:
    """Without a network."""
    client = app.test_client()

    def get(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != 200 or not answer.data:
            raise RuntimeError(f"{address}: {answer.status}")

    report(f"{len(asked)} requests through WSGI", get, asked)


def through_servers(folder: Path, count: int, asked: list[str]) -> None:
    """Through two servers of the kind that `run.py serve` starts, in turn; they share the index."""
    servers = [Server(folder, count), Server(folder, count)]
    try:
        turns = cycle(servers)
        report(f"{len(asked)} requests through two servers", lambda address: next(turns).get(address), asked)
        for server in servers:
            for address in asked:
                server.get(address)
        own = [proportional_megabytes(server.process.pid) for server in servers]
        print(f"memory of both after {len(asked)} more each: {own[0]:.0f} + {own[1]:.0f} = {sum(own):.0f} MB")
    finally:
        for server in servers:
            server.stop()


class Server:
    """One process that serves the planted data on 127.0.0.1."""

    def __init__(self, folder: Path, count: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "benchmarks.list_page", str(count), str(folder), str(port)]
        self.process = subprocess.Popen(command)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(300):
            try:
                self.connection.connect()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("The server does not answer.")

    def get(self, address: str) -> None:
        """Ask for a page and read all of it."""
        try:
            self.connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
            answer = self.connection.getresponse()
        except http.client.RemoteDisconnected:
            # A server closes what was idle for some seconds, as it should.
            self.connection.close()
            self.connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
            answer = self.connection.getresponse()
        if answer.status != 200 or not answer.read():
            raise RuntimeError(f"{address}: {answer.status}")

    def stop(self) -> None:
        """End the process."""
        self.connection.close()
        self.process.terminate()
        self.process.wait(60)


def serve(app: Flask, port: int) -> None:
    """As `matchmaking.server` does, without preparing anything."""
    uvicorn.run(
        WSGIMiddleware(app, workers=THREADS), host="127.0.0.1", port=port, lifespan="off", log_level="warning",
        access_log=False,
    )  # fmt: skip


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else scratch).resolve()
        app = plant(folder, count)
        if len(sys.argv) > 3:
            serve(app, int(sys.argv[3]))
            return
        asked = addresses(app)
        print(f"{count} achievements")
        through_wsgi(app, asked)
        through_servers(folder, count, asked)


if __name__ == "__main__":
    main()
