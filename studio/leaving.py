"""Browsers that leave before they are answered, as they do when somebody goes on at once: nothing failed then."""

from __future__ import annotations

from starlette.types import Message, Receive

_UNANSWERED = "No response returned."


def is_unanswered(error: Exception) -> bool:
    """Whether Starlette's middleware, of which NiceGUI has some, says that what is behind it gave no answer.

    It says so where a browser left before the first byte of a file: Starlette sends that no further.
    """
    return isinstance(error, RuntimeError) and str(error) == _UNANSWERED


class Listening:
    """`receive`, which remembers whether the browser left."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.left = False

    async def __call__(self) -> Message:
        """The next message."""
        message = await self._receive()
        self.left = self.left or message["type"] == "http.disconnect"
        return message
