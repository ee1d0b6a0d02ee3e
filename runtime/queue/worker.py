"""The arq worker: it drains the conversation whose id a job carries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from arq import ArqRedis, func
from arq.worker import Function, Worker
from redis.exceptions import RedisError

from runtime.cancelling import ended, going_on
from runtime.queue.settings import CANARY, DRAIN, POLL_SECONDS, QUEUE, deserialize, serialize
from runtime.queue.wake import sing

MAX_JOBS = 50
JOB_SECONDS = 60
BACK_OFF_SECONDS = 0.5
LAST_SECONDS = 2.0
log = logging.getLogger(__name__)
Drain = Callable[[str], Awaitable[None]]


async def work_on(queue: ArqRedis, drain: Drain) -> None:
    """Work until cancelled. arq's worker ends when Redis does; here it begins again."""
    while going_on():
        worker = _worker(queue, drain)
        main = asyncio.create_task(worker.main())
        try:
            await asyncio.wait([main])
            main.result()
        except (RedisError, OSError) as error:
            log.warning("the queue is not there: %s", type(error).__name__)
        finally:
            await _stop(worker, main)
        await asyncio.sleep(BACK_OFF_SECONDS)


async def _stop(worker: Worker, main: asyncio.Task[None]) -> None:
    """Let go of the jobs, whose work is in rows, and let arq's loop end by itself.

    Cancelled within a round it would leave connections behind; told to take no more than none, it ends after it.
    """
    worker.burst, worker.max_burst_jobs = True, 0
    for job in worker.job_tasks.values():
        job.cancel()
    await asyncio.wait([main], timeout=LAST_SECONDS)
    await ended([main, *worker.tasks.values()])


def _worker(queue: ArqRedis, drain: Drain) -> Worker:
    async def drain_job(_context: dict[Any, Any], conversation_id: str) -> None:
        try:
            await drain(conversation_id)
        except Exception:
            # Rows say what is left to do, and the sweep finds it; arq would not try again.
            log.exception("conversation %s could not be drained", conversation_id)

    async def canary_job(_context: dict[Any, Any]) -> None:
        await sing(queue)

    return Worker(
        functions=[_function(drain_job, DRAIN), _function(canary_job, CANARY)],
        redis_pool=queue,
        queue_name=QUEUE,
        handle_signals=False,
        poll_delay=POLL_SECONDS,
        max_jobs=MAX_JOBS,
        health_check_interval=5,
        log_results=False,
        job_serializer=serialize,
        job_deserializer=deserialize,
    )


def _function(job: Any, name: str) -> Function:
    """A job that leaves no result behind: an id whose result is kept could not be enqueued again."""
    return func(job, name=name, keep_result=0, max_tries=10_000, timeout=JOB_SECONDS)
