"""Runs a coroutine on a thread of its own: where Chromium was driven before, this thread has a loop that never ends."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any


def run_alone(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What the coroutine gives; it sees the application context of its caller."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(copy_context().run, asyncio.run, coroutine).result()
