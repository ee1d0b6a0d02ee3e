"""Serving the studio until a signal says stop, with open pages or without."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence

import uvicorn
from starlette.types import ASGIApp

from runtime.errors import PortTaken
from runtime.serving import Server, served, until_told_to_stop

LAST_SECONDS = 1
"""How long open requests and sockets may still take when the studio is told to stop."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 means any. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortTaken(
            f"Port {port} is taken by another program; choose another with --studio-port or CONVERSE_STUDIO__PORT."
        ) from None


async def serve(app: ASGIApp, host: str, port: int, proxies: Sequence[str] = ()) -> None:
    """Serve `app` until SIGINT or SIGTERM, believing `proxies` who asks. Raises PortTaken."""
    with listen(host, port) as listening:
        server = Server(
            uvicorn.Config(
                app, log_config=None, access_log=False, server_header=False, ws_max_size=2 * 1024 * 1024,
                timeout_graceful_shutdown=LAST_SECONDS, forwarded_allow_ips=list(proxies),
            )
        )  # fmt: skip
        await until_told_to_stop(served(server, [listening]))
