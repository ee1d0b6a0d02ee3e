"""Waking workers for a conversation, and asking for a sign of life."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from arq import ArqRedis
from redis.exceptions import RedisError

from runtime import clock
from runtime.ids import new_id
from runtime.queue.settings import CANARY, DRAIN

CANARY_KEY = "converse:canary"
CANARY_FRESH = 5
"""Seconds for which a canary's song counts."""
CANARY_PATIENCE = 1.0
"""Seconds that whoever asks for the canary waits for the queue."""
log = logging.getLogger(__name__)


async def wake(queue: ArqRedis, conversation_ids: Iterable[str]) -> None:
    """Ask for a worker. Without Redis nothing is lost: the sweep finds what waits."""
    try:
        for conversation_id in conversation_ids:
            await queue.enqueue_job(DRAIN, conversation_id, _job_id=f"{conversation_id}:{new_id()}")
    except (RedisError, OSError) as error:
        log.warning("no worker could be woken: %s", type(error).__name__)


async def send_canary(queue: ArqRedis) -> None:
    """Enqueue a job that only leaves a sign of life."""
    try:
        await queue.enqueue_job(CANARY, _job_id=f"{CANARY}:{new_id()}", _expires=CANARY_FRESH)
    except (RedisError, OSError) as error:
        log.warning("no canary could be sent: %s", type(error).__name__)


async def sing(queue: ArqRedis) -> None:
    """The canary's job."""
    await queue.set(CANARY_KEY, clock.now().isoformat(), ex=CANARY_FRESH)


async def canary_lives(queue: ArqRedis) -> bool:
    """Whether a worker ran a canary within the last seconds."""
    try:
        async with asyncio.timeout(CANARY_PATIENCE):
            return bool(await queue.exists(CANARY_KEY))
    except (RedisError, OSError):
        return False
