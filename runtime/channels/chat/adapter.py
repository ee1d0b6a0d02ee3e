"""Sending on the web chat is appending to the conversation's log; whoever follows it is woken by the feed."""

from __future__ import annotations

from sqlmodel import Session

from runtime.channels.base import Capabilities, Outgoing
from runtime.channels.fitting import require_text
from runtime.store import messages

CHAT = "chat"


class ChatAdapter:
    """Whoever has a chat identity can be reached at any time, and sees it when they come."""

    name = CHAT
    capabilities = Capabilities(text=4_000, buttons=10, button_title=80, own_addresses=True)

    def deliver(self, session: Session, outgoing: Outgoing) -> str:
        content = outgoing.content
        require_text(content)
        messages.add(
            session,
            outgoing.conversation_id,
            "business",
            self.name,
            content.text,
            outgoing.key,
            buttons=content.buttons,
            binding_id=outgoing.binding_id,
        )
        return outgoing.key
