"""What can happen in a pretend conversation: each is one thing that somebody or something does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flows.changes import EMPTY


class Say(NamedTuple):
    """The customer writes, on `channel` if given: from then on the conversation's. A button's title presses it."""

    text: str
    channel: str | None = None


class Press(NamedTuple):
    """The customer presses a button of what they were told, the latest one of that title."""

    title: str
    channel: str | None = None


class Hear(NamedTuple):
    """The customer is understood, with certainty; no detector is asked. `slots` are values by data field."""

    intent: str
    slots: Mapping[str, Any] = EMPTY
    channel: str | None = None


class Event(NamedTuple):
    """A backend event. Without `binding_id` it goes to those whose key or reference it carries, else to all."""

    value: str
    payload: Mapping[str, Any] = EMPTY
    binding_id: str | None = None
    reference: Mapping[str, Any] = EMPTY
    """`{field: value}` of a data field marked `reference`."""


class Outcome(NamedTuple):
    """A result told by hand, such as `outreach_sent`, that names no effect: it belongs to the current visit."""

    value: str
    payload: Mapping[str, Any] = EMPTY
    binding_id: str | None = None


class Settle(NamedTuple):
    """The send or backend call `key`, which waits for its result, succeeds or fails."""

    key: str
    succeeded: bool = True
    payload: Mapping[str, Any] = EMPTY
    """What the company's system answers, readable as `event.*`."""
    code: str = "failed"
    """Why it failed."""


class FailNextSend(NamedTuple):
    """The next send that would go fails for good, on every channel."""

    code: str = "undeliverable"


class WaitForNext(NamedTuple):
    """The clock moves to the next check or planned send, and what is due then happens."""


class Wait(NamedTuple):
    """The clock moves by a duration (`1h`, `3d`, `3bd`) or to an ISO instant; what comes due happens in order."""

    until: str


class SwitchChannel(NamedTuple):
    """The customer is on another channel from now on."""

    channel: str


class Manual(NamedTuple):
    """An operator takes a `manual` transition, by its value."""

    value: str
    payload: Mapping[str, Any] = EMPTY
    binding_id: str | None = None


class GoTo(NamedTuple):
    """An operator puts a binding into a state; `silent` leaves out what its entry does."""

    state: str
    silent: bool = False
    binding_id: str | None = None


class TakeOver(NamedTuple):
    """An operator has the conversation: `operator_assigned`; messages aren't understood, sends are held."""

    binding_id: str | None = None


class Release(NamedTuple):
    """The operator gives it back: `operator_released`, then the held sends whose visit is current."""

    binding_id: str | None = None


class Write(NamedTuple):
    """The operator writes to the customer."""

    text: str


Happening = (
    Say | Press | Hear | Event | Outcome | Settle | FailNextSend | WaitForNext | Wait | SwitchChannel
    | Manual | GoTo | TakeOver | Release | Write
)  # fmt: skip
"""Where a `binding_id` is None and the change needs one, it is the most recently active open binding's."""
