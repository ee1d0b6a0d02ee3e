"""Where an effect belongs."""

from __future__ import annotations

from typing import NamedTuple

from sqlmodel import Session

from flows.binding import Binding
from flows.changes import ContextChange
from flows.model import Flow
from runtime.store.tables import ConversationRow


class Scope(NamedTuple):
    """`binding` is the one decided, `change` what it was decided about; `session` is the decision's transaction."""

    session: Session
    conversation: ConversationRow
    flow: Flow
    binding: Binding
    change: ContextChange
