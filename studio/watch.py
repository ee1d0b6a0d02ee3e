"""An open socket is watched: whoever was signed out is heard no longer, though nobody asks the gate anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.types import Message, Receive, Send

LOOK_SECONDS = 15.0
"""How often. An open page leaves sooner by itself, with a word why; this is for a page that doesn't."""
ENDED = 4401
"""What a socket is closed with whose session ended."""


def watched(receive: Receive, send: Send, lasts: Callable[[], Awaitable[bool]], seconds: float) -> Receive:
    """`receive`, which looks every so often whether the session still `lasts`, and ends the socket when not.

    Nothing that came after the look is handed on any more: to the application the browser is gone.
    """
    clock = asyncio.get_running_loop().time
    looked = clock()

    async def receiving() -> Message:
        nonlocal looked
        coming = asyncio.ensure_future(receive())
        try:
            while True:
                await asyncio.wait({coming}, timeout=max(0.0, looked + seconds - clock()))
                if clock() >= looked + seconds:
                    if not await lasts():
                        return await _ended(send)
                    looked = clock()
                if coming.done():
                    return coming.result()
        finally:
            coming.cancel()

    return receiving


async def _ended(send: Send) -> Message:
    with suppress(RuntimeError, OSError):  # the browser may have gone this very moment
        await send({"type": "websocket.close", "code": ENDED})
    return {"type": "websocket.disconnect", "code": ENDED}
