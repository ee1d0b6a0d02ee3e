"""What somebody tried and may not, noted where it is caught."""

from __future__ import annotations

from typing import Literal

from runtime.errors import HiddenProcess, RoleTooLow
from runtime.users.actor import Actor
from studio.services.audit_trail import AuditTrail

LONGEST_PATH = 200
"""So much of an address is noted: anybody can make one up."""


async def note_refusal(
    trail: AuditTrail, actor: Actor, error: Exception, kind: Literal["page", "route"], path: str
) -> None:
    """Note it where `error` says that their role doesn't allow this, or that they may not know of the flow."""
    if isinstance(error, RoleTooLow | HiddenProcess):
        await trail.refused(actor, error.code, kind, path[:LONGEST_PATH])
