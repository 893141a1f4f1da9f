"""What one server does for a full room: two thousand open pages, questions, a rush of messages, slow video readers.

usage: python -m benchmarks.live_room [VIEWERS]     (2,000 by default; takes about four minutes)
A real server (`run.py serve`, sample data) in a process of its own; the viewers are one more process.
Events are written as rooms write them, in transactions of this process, as another server would; each holds the moment
of its commit, so that the time until a viewer has read it is told by one clock. All of it on this machine: the load
takes processor time from the server, too.
"""

import asyncio
import http.client
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from flask import Flask

from matchmaking import ROOT, create_app
from matchmaking.core.db import unit_of_work
from matchmaking.media import tickets as media_tickets
from matchmaking.streaming.services import publish
from matchmaking.streaming.tickets import Ticket, sign

TOPIC = "roadshow:1"
PAGE = "/achievements?q=%E6%B6%82%E5%B1%82"
MESSAGES, SLOW_READERS, VIDEO_BYTES = 1000, 100, 30_000_000
SENT = re.compile(rb'"sent":([0-9.]+)')
TARGET_SECONDS, TARGET_RATIO, TARGET_MEGABYTES = 1.0, 3.0, 400.0


class View(asyncio.Protocol):
    """One open page: it notes when each event came, and comes back when it is let go."""

    def __init__(self, crowd: "Crowd") -> None:
        self.crowd = crowd
        self.last = 0
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for what was missed."""
        assert isinstance(transport, asyncio.Transport)
        transport.write(f"GET {self.crowd.path} HTTP/1.1\r\nHost: x\r\nLast-Event-ID: {self.last}\r\n\r\n".encode())
        self.crowd.open_now += 1

    def data_received(self, data: bytes) -> None:
        """Note the moment first, then look what came."""
        moment = time.time()
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"id: "):
                self.last = int(line[4:])
            elif line.startswith(b"data: ") and (sent := SENT.search(line)):
                self.crowd.found.setdefault(self.last, []).append(moment - float(sent[1]))

    def connection_lost(self, error: Exception | None) -> None:
        """Come back."""
        self.crowd.open_now -= 1
        asyncio.get_running_loop().call_later(random.uniform(1, 4), self.crowd.connect, self)


class Crowd:
    """All viewers."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self.found: dict[int, list[float]] = {}
        self.open_now = 0
        self.tasks: set[asyncio.Task[Any]] = set()

    def connect(self, one: View) -> None:
        """Open the connection of one viewer."""
        task = asyncio.create_task(asyncio.get_running_loop().create_connection(lambda: one, "127.0.0.1", self.port))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


async def watch(port: int, path: str, count: int) -> None:
    """All viewers; a line on the standard input asks for what was seen until now."""
    crowd = Crowd(port, path)
    for number in range(count):
        crowd.connect(View(crowd))
        if number % 20 == 19:
            await asyncio.sleep(0.05)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == "count":
            print(json.dumps(crowd.open_now), flush=True)
        else:
            print(json.dumps(crowd.found), flush=True)
            crowd.found.clear()


class Viewers:
    """The process of the viewers."""

    def __init__(self, port: int, ticket: str, count: int) -> None:
        command = [sys.executable, "-m", "benchmarks.live_room", "watch", str(port), f"/live/{ticket}", str(count)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, what: str) -> Any:
        """How many are connected ("count"), or the seconds by event ("seen")."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def serve(instance: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the site and wait until it answers."""
    environment = {
        **os.environ,
        "MATCHMAKING_INSTANCE": str(instance),
        "MATCHMAKING_STREAM_CONNECTIONS_PER_ADDRESS": "20000",
        "MATCHMAKING_LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, str(ROOT / "run.py"), "serve", "--no-worker", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    for _ in range(1200):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return process
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def page_times(port: int, seconds: float) -> list[float]:
    """How long the page of the catalogue took, asked for one after the other with a pause in between."""
    found = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", PAGE)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status == 200, answer.status
        found.append(time.perf_counter() - begun)
        time.sleep(0.1)
    return found


def tell(app: Flask, kind: str, number: int) -> int:
    """Publish one event of a usual size; the moment in it is that of the commit, as near as can be."""
    words = {"id": number, "text": "小批量一百套时单价大概多少，交期多久？" * 2, "who": "一家企业", "votes": 3}
    with app.app_context(), unit_of_work():
        publish(TOPIC, kind, {**words, "sent": time.time()} if kind != "message" else words)
    return number


def talk(app: Flask, seconds: float, every: float, kinds: list[str], messages: int = 0) -> int:
    """Page turns and questions for a while, with messages in between; how many of the former."""
    told, sent, begun = 0, 0, time.monotonic()
    while (spent := time.monotonic() - begun) < seconds:
        if spent > told * every:
            told += 1
            tell(app, kinds[told % len(kinds)], told)
        if messages and spent > sent * seconds / messages:
            sent += 1
            tell(app, "message", sent)
        else:
            time.sleep(0.005)
    return told


def slow_reader(port: int, path: str, stop: threading.Event, read: list[int]) -> None:
    """Read a video at 8 KB a second, with a small window."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    connection.settimeout(30)
    connection.connect(("127.0.0.1", port))
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nRange: bytes=0-\r\n\r\n".encode())
    while not stop.is_set():
        read[0] += len(connection.recv(4096))
        stop.wait(0.5)
    connection.close()


def megabytes(pid: int) -> float:
    """The resident memory of the server process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def processor_seconds(pid: int) -> float:
    """How long a process has computed."""
    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def report(name: str, told: int, viewers: int, seen: dict[str, list[float]], pages: list[float], idle: float) -> None:
    """One line of figures."""
    # The time of the slowest of the first 95 of a hundred, among all that should have come.
    spent = sorted(seconds for times in seen.values() for seconds in times)
    middle = statistics.median(pages)
    late = sorted(pages)[int(len(pages) * 0.95)]
    place = min(len(spent) - 1, int(told * viewers * 0.95))
    print(
        f"{name}: {told} events to {viewers} viewers, {len(spent)} of {told * viewers} arrived; 95 % within "
        f"{spent[place]:.2f} s, the last after {spent[-1]:.2f} s; catalogue page {middle * 1000:.0f} ms "
        f"({middle / idle:.1f} × idle), 95 % within {late * 1000:.0f} ms",
        flush=True,
    )


def measure(viewer_count: int) -> None:
    """Everything, one phase after the other."""
    with tempfile.TemporaryDirectory() as folder:
        instance, port = Path(folder), free_port()
        server = serve(instance, port)
        viewers: Viewers | None = None
        stop = threading.Event()
        try:
            app = create_app(instance_path=instance)
            secret = app.config["SECRET_KEY"]
            page_times(port, 3)
            pages = page_times(port, 10)
            idle = statistics.median(pages)
            print(f"idle: catalogue page {idle * 1000:.0f} ms, server {megabytes(server.pid):.0f} MB", flush=True)
            ticket = sign(secret, Ticket(TOPIC, "v", 0, 0, int(time.time())))
            viewers = Viewers(port, ticket, viewer_count)
            while viewers.ask("count") < viewer_count:
                time.sleep(0.5)
            time.sleep(3)
            phases: list[tuple[str, float, int]] = [("quiet", 20, 0), ("rush", 60, MESSAGES)]
            for name, seconds, messages in [*phases, ("slow readers", 20, 0)]:
                read = [0]
                if name == "slow readers":
                    path = instance / "media" / "videos" / "benchmark" / "video.mp4"
                    path.parent.mkdir(parents=True)
                    path.write_bytes(os.urandom(VIDEO_BYTES))
                    address = "/media/file/" + media_tickets.sign(
                        "videos/benchmark/video.mp4", secret=secret, minutes=60
                    )
                    for _ in range(SLOW_READERS):
                        threading.Thread(target=slow_reader, args=(port, address, stop, read), daemon=True).start()
                    time.sleep(3)
                times: list[float] = []
                computed, begun = processor_seconds(server.pid), time.monotonic()
                asking = threading.Thread(target=lambda t=times, s=seconds: t.extend(page_times(port, s)))
                asking.start()
                told = talk(app, seconds, 1.0, ["page", "question"], messages)
                asking.join()
                share = (processor_seconds(server.pid) - computed) / (time.monotonic() - begun)
                time.sleep(5)
                report(name, told, viewer_count, viewers.ask("seen"), times, idle)
                if read[0]:
                    print(f"{SLOW_READERS} slow readers have read {read[0] / 1024:.0f} KB", flush=True)
                held = viewers.ask("count")
                print(
                    f"server {megabytes(server.pid):.0f} MB, {share:.0%} of a processor, {held} connected", flush=True
                )
        finally:
            stop.set()
            if viewers is not None:
                viewers.process.kill()
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)
    print(
        f"targets: 95 % within {TARGET_SECONDS:.0f} s, page at most {TARGET_RATIO:.0f} × idle, "
        f"below {TARGET_MEGABYTES:.0f} MB"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["watch"]:
        asyncio.run(watch(int(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
    else:
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
