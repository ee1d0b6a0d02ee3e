"""How arq is used here: it carries an id and wakes a worker; rows hold everything else."""

from __future__ import annotations

import json
from typing import Any

from arq import ArqRedis, create_pool
from arq.connections import RedisSettings

DRAIN = "drain"
CANARY = "canary"
QUEUE = "converse:queue"
POLL_SECONDS = 0.01
"""arq asks for work this often; enqueue to start is then 6 ms at the median."""


def serialize(job: dict[str, Any]) -> bytes:
    """JSON, where arq's default is pickle."""
    return json.dumps(job).encode()


def deserialize(raw: bytes) -> dict[str, Any]:
    """A job as `serialize` wrote it."""
    job: dict[str, Any] = json.loads(raw)
    return job


def redis_settings(url: str) -> RedisSettings:
    """The server at a redis:// URL, given up on quickly: rows wait, requests don't."""
    settings = RedisSettings.from_dsn(url)
    settings.conn_timeout, settings.conn_retries, settings.conn_retry_delay = 2, 2, 1
    return settings


Queue = ArqRedis
"""A connection that can enqueue; to everyone else a Redis client."""


async def connect(url: str) -> Queue:
    """A connection that can enqueue. Raises redis errors when there is no server."""
    return await create_pool(
        redis_settings(url), job_serializer=serialize, job_deserializer=deserialize, default_queue_name=QUEUE
    )
