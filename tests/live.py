"""A real server in a process group of its own, and a small client that speaks to it over HTTP."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from http.client import HTTPMessage, HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode, urljoin

from bs4 import BeautifulSoup

from matchmaking import ROOT
from tests.visitor import fields_of

# Nobody waits longer than needed; a machine that does much else may take so long.
LONGEST_START = 600
PATIENCE = 120


def free_port() -> int:
    """A port that nobody uses, below those that the system hands to connections: nobody gets it before the server."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def environment_of(instance: Path) -> dict[str, str]:
    """The environment of a process that works in this instance folder."""
    return {**os.environ, "MATCHMAKING_INSTANCE": str(instance), "MATCHMAKING_LOG_LEVEL": "WARNING"}


def start_site(instance: Path, port: int, *options: str) -> subprocess.Popen[bytes]:
    """Start `run.py serve` and wait until it answers."""
    with (instance / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py"), "serve", "--port", str(port), *options],
            env=environment_of(instance),
            stdout=log,
            stderr=log,
            cwd=ROOT,
            start_new_session=True,
        )
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError((instance / "server.log").read_text(encoding="utf-8")[-3000:])
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE):
                return process
        except urllib.error.HTTPError as answer:
            answer.close()
            return process
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start within ten minutes")


def stop_site(process: subprocess.Popen[bytes]) -> None:
    """Stop the server and its worker; both are in a process group of their own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            kill_site(process)


def kill_site(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group at once, as a power cut would end it for the processes."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=PATIENCE)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is the acknowledgement of what was posted; following it is another request."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


class Client:
    """One browser: cookies, pages and forms. Every method raises OSError when the server is gone."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), _NoRedirect, urllib.request.ProxyHandler({})
        )

    def send(self, path: str, data: dict[str, Any] | None = None) -> tuple[int, str, bytes]:
        """(status, location, body) of one request, without following redirects."""
        body = urlencode(data, doseq=True).encode() if data is not None else None
        request = urllib.request.Request(urljoin(self.url, path), body)
        answer: HTTPResponse | urllib.error.HTTPError
        try:
            answer = self.opener.open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return int(answer.status or 0), answer.headers.get("Location") or "", answer.read()

    def submit(self, path: str, values: dict[str, Any], action: str = "") -> tuple[int, str]:
        """Open a page, fill in its form that posts to `action`, send it: (status, location)."""
        _status, _location, page = self.send(path)
        main = BeautifulSoup(page, "lxml").find("main")
        assert main is not None
        for form in main.find_all("form", method="post"):
            target = form.get("action") or path
            if action in target:
                status, location, _body = self.send(target, {**fields_of(form), **values})
                return status, location
        raise AssertionError(f"no form for {action!r} on {path}")

    def sign_in(self, email: str, password: str) -> None:
        status, location = self.submit("/accounts/sign-in", {"email": email, "password": password})
        assert status == 303, (status, location)
