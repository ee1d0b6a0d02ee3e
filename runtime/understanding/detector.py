"""What a detector is: a customer's text in, what was understood out."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from flows.hearing import Hearing, Understanding


class Detector(Protocol):
    """Understands one message at a time, outside any transaction; on this machine, or at Claude."""

    name: str
    """As it is stored with what was understood."""

    async def hear(self, text: str, hearing: Hearing, now: datetime) -> Understanding:
        """What of `hearing` the customer says in `text`.

        Nothing heard is an answer, not an error: the detector abstains. `now` is when the message was
        stored (aware); dates in it are read from there, in `hearing.timezone`.
        """
        ...
