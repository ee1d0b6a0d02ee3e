"""How arq is used here: it carries an id and wakes a worker; rows hold everything else."""

from __future__ import annotations

import json
from typing import Any

from arq import ArqRedis
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from runtime.errors import QueueUnavailable

DRAIN = "drain"
CANARY = "canary"
QUEUE = "converse:queue"
POLL_SECONDS = 0.01
"""arq asks for work this often; enqueue to start is then 6 ms at the median."""

PATIENCE = 5.0
"""Seconds after which a server that hangs is taken for one that isn't there."""


def serialize(job: dict[str, Any]) -> bytes:
    """JSON, where arq's default is pickle."""
    return json.dumps(job).encode()


def deserialize(raw: bytes) -> dict[str, Any]:
    """A job as `serialize` wrote it."""
    job: dict[str, Any] = json.loads(raw)
    return job


Queue = ArqRedis
"""A connection that can enqueue; to everyone else a Redis client."""


async def connect(url: str) -> Queue:
    """A connection that can enqueue, to the server at a redis:// URL. Raises QueueUnavailable where none answers."""
    pool = ConnectionPool.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
    queue = Queue(pool, serialize, deserialize, QUEUE)
    try:
        await queue.ping()
    except (RedisError, OSError) as error:
        await queue.aclose()
        raise QueueUnavailable from error
    except BaseException:
        await queue.aclose()
        raise
    return queue
