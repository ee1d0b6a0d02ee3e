"""The worker: turns what happened, carries out what follows, and sweeps."""

from __future__ import annotations

import asyncio
import logging

from runtime import feed
from runtime.app import App, opened
from runtime.cancelling import going_on
from runtime.delivering import deliver_next
from runtime.installation import Installation, open_to_serve
from runtime.queue.wake import send_canary, wake
from runtime.queue.worker import work_on
from runtime.serving import until_told_to_stop
from runtime.sweep import EVERY, sweep
from runtime.turn import turn

log = logging.getLogger(__name__)
ROUNDS = 200
"""How many times a job turns and delivers before it lets others have a go."""


async def drain(app: App, conversation_id: str) -> None:
    """Turn and deliver until the conversation rests."""
    for _ in range(ROUNDS):
        turned = await turn(app.database, app.detector, conversation_id)
        delivered = False
        while await deliver_next(app.database, app.backend, conversation_id):
            delivered = True
            # Whoever waits for this sees it now, not after what else there is to do.
            await feed.tell(app.queue, [conversation_id])
        if not delivered:
            if turned:
                await feed.tell(app.queue, [conversation_id])
            return
    await wake(app.queue, [conversation_id])


async def sweep_on(app: App) -> None:
    """Sweep every second, and send a canary along."""
    while going_on():
        try:
            await send_canary(app.queue)
            await wake(app.queue, await sweep(app.database))
        except Exception:
            # The next sweep finds what this one could not.
            log.exception("a sweep failed")
        await asyncio.sleep(EVERY)


async def run(installation: Installation) -> None:
    """Work until told to stop."""
    async with opened(installation) as app:
        app.detector  # noqa: B018 - loaded now, so that the first customer doesn't wait for it
        await until_told_to_stop(
            work_on(app.queue, lambda conversation_id: drain(app, conversation_id)), sweep_on(app)
        )


def main() -> None:
    """`converse worker`."""
    asyncio.run(run(open_to_serve()))
