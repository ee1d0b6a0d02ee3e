"""The actor of every service call: a name and a role."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from runtime.errors import RoleTooLow

Role = Literal["viewer", "operator", "editor", "publisher", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most: each may do what those before it may."""


class Actor(NamedTuple):
    """Somebody who acts: a signed-in user, or the system itself."""

    name: str
    role: Role

    def require(self, role: Role) -> None:
        """Raises RoleTooLow unless this actor may do what `role` may."""
        if ROLES.index(self.role) < ROLES.index(role):
            raise RoleTooLow(f"This needs the role “{role}”; yours is “{self.role}”.")


SYSTEM = Actor("system", "admin")
"""The installation itself: what `converse up` publishes at its start."""


def as_role(text: str) -> Role:
    """A stored role; one that this version doesn't know may only look."""
    return next((role for role in ROLES if role == text), "viewer")
