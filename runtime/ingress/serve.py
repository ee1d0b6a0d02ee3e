"""`converse ingress`: the API and the chat page."""

from __future__ import annotations

import asyncio

import uvicorn

from runtime.app import opened
from runtime.feed import Feed
from runtime.ingress.limits import MAX_BODY
from runtime.ingress.server import build
from runtime.installation import Installation, open_to_serve
from runtime.serving import Server, served, until_told_to_stop

LAST_SECONDS = 2
"""How long open requests may still take when the server is told to stop."""


async def run(installation: Installation) -> None:
    """Serve until told to stop."""
    async with opened(installation) as app:
        feed = Feed(app.queue)
        settings = installation.settings.server
        config = uvicorn.Config(
            build(app, feed), host=settings.host, port=settings.api_port, log_config=None, access_log=False,
            timeout_graceful_shutdown=LAST_SECONDS, ws_max_size=MAX_BODY, server_header=False, lifespan="off",
        )  # fmt: skip
        await until_told_to_stop(served(Server(config)), feed.read_on())


def main() -> None:
    """`converse ingress`."""
    asyncio.run(run(open_to_serve()))
