"""Every table. Storage only: rows are never handed out of `runtime.store` as domain objects, and never validate.

A module for each part of the house, all imported here: whichever table is asked for, the tables that its foreign
keys lead to are known.
Times are UTC. `order` columns number rows in the order they were stored.
"""

from __future__ import annotations

from runtime.store.tables.audit import AuditRow
from runtime.store.tables.bindings import (
    BindingRow,
    ChangeRow,
    CheckRow,
    HandoverRow,
    HistoryRow,
    ReferenceRow,
)
from runtime.store.tables.contacts import ContactRow, ConversationRow, IdentityRow, MessageRow
from runtime.store.tables.flows import DraftCommandRow, FlowRow, FlowVersionRow
from runtime.store.tables.keys import ApiKeyRow
from runtime.store.tables.outbox import DeliveryRow, OutboxRow
from runtime.store.tables.settings import SettingRow
from runtime.store.tables.users import (
    GrantRow,
    OneTimeLinkRow,
    ProviderReturnRow,
    SessionRow,
    SignInAttemptRow,
    UserRow,
)

__all__ = [
    "ApiKeyRow",
    "AuditRow",
    "BindingRow",
    "ChangeRow",
    "CheckRow",
    "ContactRow",
    "ConversationRow",
    "DeliveryRow",
    "DraftCommandRow",
    "FlowRow",
    "FlowVersionRow",
    "GrantRow",
    "HandoverRow",
    "HistoryRow",
    "IdentityRow",
    "MessageRow",
    "OneTimeLinkRow",
    "OutboxRow",
    "ProviderReturnRow",
    "ReferenceRow",
    "SessionRow",
    "SettingRow",
    "SignInAttemptRow",
    "UserRow",
]
