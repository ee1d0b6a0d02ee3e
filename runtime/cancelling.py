"""Ending tasks for certain.

Before Python 3.12 `asyncio.wait_for`, with which redis-py sends, may lose a cancellation: one cancellation ends neither
a loop that talks to Redis nor arq's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

AGAIN_SECONDS = 1.0


def going_on() -> bool:
    """Whether nobody has told this task to end; loops ask it, in case they were told and didn't hear."""
    task = asyncio.current_task()
    return task is None or not task.cancelling()


async def ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they are over, a second apart: what they do at their end is to be done by then.

    How they ended is nobody's concern any more.
    """
    every = set(tasks)
    while left := {task for task in every if not task.done()}:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=AGAIN_SECONDS)
    for task in every:
        if not task.cancelled():
            task.exception()
