"""Serving the studio until a signal says stop, with open pages or without."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Sequence

import uvicorn
from starlette.types import ASGIApp

from runtime.errors import PortTaken
from runtime.serving import Server, served, until_told_to_stop

MAX_FRAME = 2 * 1024 * 1024
"""Bytes of one message on a socket, after it was unpacked."""
LAST_SECONDS = 1
"""How long open requests and sockets may still take when the studio is told to stop."""
SWITCH_SECONDS = 0.0005
"""How long a thread may go on while the loop waits; 5 ms, as is usual, several times in a gesture, are seen."""


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


def config(app: ASGIApp, proxies: Sequence[str] = ()) -> uvicorn.Config:
    """How `app` is served; `proxies` are believed when they say who asks."""
    return uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, ws_max_size=MAX_FRAME,
        timeout_graceful_shutdown=LAST_SECONDS, forwarded_allow_ips=list(proxies),
    )  # fmt: skip


async def serve(app: ASGIApp, host: str, port: int, proxies: Sequence[str] = ()) -> None:
    """Serve `app` until SIGINT or SIGTERM, see `config`. Raises PortTaken."""
    sys.setswitchinterval(SWITCH_SECONDS)  # flows are checked and edits made in threads
    with listen(host, port) as listening:
        await until_told_to_stop(served(Server(config(app, proxies)), [listening]))
