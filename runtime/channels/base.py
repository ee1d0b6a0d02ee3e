"""What a channel is to the rest of the runtime."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from sqlmodel import Session

from flows.effects import Content


class Capabilities(NamedTuple):
    """What a channel can carry. Lengths are in characters; 0 buttons: it has none."""

    text: int
    buttons: int = 0
    button_title: int = 0
    subject: bool = False
    own_addresses: bool = False
    """An address here is a contact's own id."""


class Outgoing(NamedTuple):
    """One message for one address; `key` is the effect's, the same when it is tried again."""

    key: str
    conversation_id: str
    binding_id: str
    address: str
    content: Content


class Adapter(Protocol):
    """A channel whose delivery is a row of our own: message, settled effect and result are one transaction."""

    name: str
    capabilities: Capabilities

    def deliver(self, session: Session, outgoing: Outgoing) -> str:
        """Make one attempt and return the channel's id of the message. Raises DeliveryError."""
