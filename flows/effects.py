"""Effects: actions resolved with values, as data. The runtime carries them out; the sandbox shows them.

`key` is `binding:revision:index`, the same whenever the same change is decided again. `visit` is the one that
issued it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Content:
    """Words for every channel, rendered in the contact's locale; an adapter takes what its channel carries."""

    text: str = ""
    subject: str | None = None
    speech: str | None = None
    template: str | None = None
    """A WhatsApp template's name, with `parameters` rendered."""
    parameters: tuple[str, ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()
    """(title, intent) pairs."""
    attachments: tuple[str, ...] = ()
    urgent: bool = False
    locale: str = "en"
    goal: str | None = None
    """What a generated reply is to achieve; `text` is sent where none can be generated."""


@dataclass(frozen=True, slots=True)
class Send:
    """One message to the customer; a follow-up when `due` is set (UTC)."""

    type: ClassVar[str] = "send_message"
    key: str
    visit: int
    message: str | None
    content: Content
    channel: tuple[str, ...]
    """`same`, `preferred` or channel names, tried in order."""
    due: datetime | None = None
    keep: bool = False
    """Survives the state that planned it."""
    last_word: bool = False
    """Said before the same decision opted the contact out: the one send that still goes."""


@dataclass(frozen=True, slots=True)
class Followup(Send):
    """A planned send: void when its visit ends, unless `keep`."""

    type: ClassVar[str] = "enqueue_followup"


@dataclass(frozen=True, slots=True)
class ArmCheck:
    """A timer to set (UTC). `due` None disarms the trigger timer of `transition`, whose date was cleared."""

    type: ClassVar[str] = "schedule_check"
    key: str
    visit: int
    due: datetime | None
    name: str | None = None
    transition: str | None = None
    """Set when a trigger armed it: re-arming replaces the earlier one of this visit."""
    keep: bool = False


@dataclass(frozen=True, slots=True)
class CallBackend:
    type: ClassVar[str] = "update_backend"
    key: str
    visit: int
    operation: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Escalate:
    """Hand the conversation to an operator; automatic sends are held until release."""

    type: ClassVar[str] = "escalate"
    key: str
    visit: int
    queue: str | None
    priority: str
    note: str


@dataclass(frozen=True, slots=True)
class Resolve:
    type: ClassVar[str] = "resolve"
    key: str
    visit: int
    outcome: str


@dataclass(frozen=True, slots=True)
class StartProcess:
    type: ClassVar[str] = "start_process"
    key: str
    visit: int
    process_type: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EmitEvent:
    type: ClassVar[str] = "emit_event"
    key: str
    visit: int
    value: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetData:
    """Applied to the binding already; kept for the trail."""

    type: ClassVar[str] = "set_data"
    key: str
    visit: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetContact:
    type: ClassVar[str] = "set_contact"
    key: str
    visit: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tag:
    type: ClassVar[str] = "tag"
    key: str
    visit: int
    add: tuple[str, ...]
    remove: tuple[str, ...]


Effect = (
    Send
    | Followup
    | ArmCheck
    | CallBackend
    | Escalate
    | Resolve
    | StartProcess
    | EmitEvent
    | SetData
    | SetContact
    | Tag
)
"""Plugged-in actions emit these too: what the runtime can carry out is this list."""
