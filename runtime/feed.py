"""The feed: a bounded Redis Stream of the conversations that changed. It only wakes; the database is the truth."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from redis.asyncio import Redis
from redis.exceptions import RedisError

from runtime.cancelling import going_on

STREAM = "converse:feed"
KEPT = 10_000
PATIENCE = 1.0
"""Seconds after which whoever follows looks for themselves, feed or no feed."""
BLOCK_MS = 2_000
"""How long one read of the feed lasts; within the connection's own patience."""
log = logging.getLogger(__name__)


async def tell(redis: Redis, conversation_ids: Iterable[str]) -> None:
    """Say that these changed. Without Redis nothing is lost: followers look every second."""
    try:
        async with redis.pipeline(transaction=False) as pipeline:
            for conversation_id in conversation_ids:
                pipeline.xadd(STREAM, {"c": conversation_id}, maxlen=KEPT, approximate=True)
            await pipeline.execute()
    except (RedisError, OSError) as error:
        log.warning("the feed could not be told: %s", type(error).__name__)


class Feed:
    """One reader for all that follow in this process."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._followers: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def following(self, conversation_id: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever the conversation changed."""
        woken = asyncio.Event()
        self._followers[conversation_id].add(woken)
        try:
            yield woken
        finally:
            self._followers[conversation_id].discard(woken)
            if not self._followers[conversation_id]:
                del self._followers[conversation_id]

    async def read_on(self) -> None:
        """Read for ever; an outage is waited out."""
        last: str | None = None
        while going_on():
            try:
                last = await self._read(last or await self._newest())
            except (RedisError, OSError) as error:
                log.warning("the feed is not there: %s", type(error).__name__)
                await asyncio.sleep(PATIENCE)

    async def _newest(self) -> str:
        """Where to begin: asking for `$` at each read would miss what comes between two of them."""
        newest = await self._redis.xrevrange(STREAM, count=1)
        return newest[0][0].decode() if newest else "0-0"

    async def _read(self, last: str) -> str:
        for _stream, entries in await self._redis.xread({STREAM: last}, block=BLOCK_MS, count=1_000) or ():
            for entry, fields in entries:
                last = entry.decode()
                for woken in self._followers.get(fields[b"c"].decode(), ()):
                    woken.set()
        return last


async def wait(woken: asyncio.Event, seconds: float = PATIENCE) -> None:
    """Wait for news, so many seconds at most."""
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        pass
    woken.clear()
