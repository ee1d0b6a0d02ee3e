"""The actor of every service call: who they are, from where, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from runtime.errors import HiddenProcess, RoleTooLow

Role = Literal["viewer", "operator", "editor", "publisher", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most: each may do what those before it may."""

ActorKind = Literal["user", "key", "system", "stranger"]
NO_GRANTS: Mapping[str, Role] = MappingProxyType({})


class Actor(NamedTuple):
    """Somebody who acts: a signed-in user, an API key, the system itself; a stranger, who was not let in."""

    name: str
    role: Role | None
    """What they may do with every process, and without one; None: what their grants say, and nothing else."""
    grants: Mapping[str, Role] = NO_GRANTS
    """What they may do beyond that with some processes, by process type."""
    id: str = ""
    """The user's or the key's; empty for the system."""
    kind: ActorKind = "user"
    origin: str = ""
    """The network address they act from; empty where there is none, as at the command line."""

    def role_for(self, process_type: str | None) -> Role | None:
        """The higher of the role for everything and the grant for this process; None: they may not know of it."""
        known = [one for one in (self.role, self.grants.get(process_type or "")) if one is not None]
        return max(known, key=ROLES.index, default=None)

    def require(self, role: Role, process_type: str | None = None) -> None:
        """Raises unless this actor may do what `role` may: with one process, or with what belongs to none.

        RoleTooLow says which role it needs. HiddenProcess, worded as if there were none, is for a process that
        they may not know of. Whoever is let in may look at what belongs to no process.
        """
        have = self.role_for(process_type)
        if have is None and process_type is not None:
            raise HiddenProcess(f"There is no flow “{process_type}”.")
        if ROLES.index(have or "viewer") < ROLES.index(role):
            yours = f"yours is “{have}”" if have else "you have none for all flows"
            raise RoleTooLow(f"This needs the role “{role}”; {yours}.")

    def may(self, role: Role, process_type: str | None = None) -> bool:
        """Whether `require` would let them."""
        have = self.role_for(process_type)
        if have is None and process_type is not None:
            return False
        return ROLES.index(have or "viewer") >= ROLES.index(role)

    def may_somewhere(self, role: Role) -> bool:
        """Whether `require` would let them without a process, or with one of their grants."""
        held = (self.role, *self.grants.values())
        return any(one is not None and ROLES.index(one) >= ROLES.index(role) for one in held)

    def sees(self, process_type: str) -> bool:
        """Whether they may know that there is this process."""
        return self.role_for(process_type) is not None


SYSTEM = Actor("system", "admin", kind="system")
"""The installation itself: what `converse up` publishes at its start."""

COMMAND_LINE = Actor("command line", "admin", kind="system")
"""Whoever has the data folder on this machine, and with it everything."""


def stranger(origin: str) -> Actor:
    """Whoever is at the door, as refusals are noted. What they call themselves is not: it may be a password."""
    return Actor("somebody", None, kind="stranger", origin=origin)


def as_role(text: str) -> Role | None:
    """A stored role: empty means none; one that this version doesn't know may only look."""
    return next((role for role in ROLES if role == text), "viewer") if text else None
