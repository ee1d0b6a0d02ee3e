"""What a flow may start, by the roles of whoever publishes it."""

from __future__ import annotations

from flows.findings import places
from flows.model import Flow
from runtime.errors import RoleTooLow
from runtime.users.actor import Actor


def require_starts(actor: Actor, flow: Flow) -> None:
    """Raises RoleTooLow unless the actor may operate every process that the flow starts.

    So they could start each by hand; and a flow is told the data of what it started, which operators may read. It
    isn't looked whether there are such processes: a refusal says nothing of those that one may not know of.
    """
    started = dict.fromkeys(name for _, name in places.processes(flow))
    missing = [name for name in started if not actor.may("operator", name)]
    if missing:
        named = " and ".join(f"“{name}”" for name in missing)
        raise RoleTooLow(
            f"This flow starts {named}, for which you need the role “operator”. You don't have it, or there is no "
            "such flow."
        )
