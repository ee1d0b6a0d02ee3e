"""Open pages, each heard from the session that asked for it alone.

NiceGUI takes a page's id for leave to act on it. Ids can't be guessed, but they stand in addresses, and so in the logs
of proxies: whoever knows one must not act as the person whose page it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from nicegui import Client, core
from nicegui import nicegui as theirs
from socketio.exceptions import ConnectionRefusedError as SocketRefused

SAID = ("event", "javascript_response", "ack", "log")
"""What an open page says, after it has shaken hands."""
REFUSED = "Implicit handshake failed"
"""NiceGUI's own words, at which its script asks for the page anew."""
log = logging.getLogger(__name__)


def keep_apart() -> None:
    """Put ourselves before what NiceGUI hears on sockets. Doing it again changes nothing."""
    core.sio.on("connect", _connect)
    core.sio.on("handshake", _handshake)
    for name in SAID:
        core.sio.on(name, partial(_hear, getattr(theirs, f"_on_{name}")))


async def _connect(sid: str, environ: Mapping[str, Any], auth: Any = None) -> None:
    for client_id in parse_qs(environ.get("QUERY_STRING", "")).get("client_id", []):
        if not _same_session(client_id, environ):
            raise SocketRefused(REFUSED)
    await theirs._on_connect(sid, dict(environ), auth)


async def _handshake(sid: str, said: dict[str, Any]) -> bool:
    environ = core.sio.get_environ(sid)
    return _same_session(said["client_id"], environ) and await theirs._on_handshake(sid, said)


def _hear(hear: Callable[[str, dict[str, Any]], None], sid: str, said: dict[str, Any]) -> None:
    if said["client_id"] in core.sio.rooms(sid):  # the handshake put it there
        hear(sid, said)
    elif said["client_id"] in Client.instances:
        log.warning("a socket spoke for a page that isn't its own")


def _same_session(client_id: str, environ: Mapping[str, Any]) -> bool:
    """Whether the page, if there is one, was asked for by the session that the socket was opened with."""
    client = Client.instances.get(client_id)
    if client is None or client.request.state.cookie == environ["asgi.scope"]["state"]["cookie"]:
        return True
    log.warning("a socket asked for a page that another session opened")
    return False
