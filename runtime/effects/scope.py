"""Where an effect belongs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from flows.binding import Binding
from flows.changes import ContextChange
from flows.model import Flow
from runtime.store.tables import ConversationRow

SHORT = timedelta(minutes=1)
"""What is planned for sooner passes on how deep its cause lies; what comes later begins anew."""


class Scope(NamedTuple):
    """`binding` is the one decided, `change` what it was decided about; `session` is the decision's transaction."""

    session: Session
    conversation: ConversationRow
    flow: Flow
    binding: Binding
    change: ContextChange

    def depth_of(self, due: datetime) -> int:
        """How deep what is planned for then (UTC) lies."""
        return self.change.depth + 1 if due - self.change.at < SHORT else 0
