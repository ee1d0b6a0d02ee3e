"""What a flow may start, by the roles of whoever publishes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from flows.actions.action import Action
from flows.model import Flow
from runtime.errors import RoleTooLow
from runtime.users.actor import Actor


def require_starts(actor: Actor, flow: Flow) -> None:
    """Raises RoleTooLow unless the actor may operate every process that the flow starts.

    So they could start each by hand; and a flow is told the data of what it started, which operators may read. It
    isn't looked whether there are such processes: a refusal says nothing of those that one may not know of.
    """
    named = (reference for action in _actions(flow) for reference in action.references())
    started = dict.fromkeys(name for kind, name in named if kind == "process")
    missing = [name for name in started if not actor.may("operator", name)]
    if missing:
        listed = " and ".join(f"“{name}”" for name in missing)
        raise RoleTooLow(
            f"This flow starts {listed}, for which you need the role “operator”. You don't have it, or there is no "
            "such flow."
        )


def _actions(part: Any) -> Iterator[Action]:
    """Every action, wherever it stands: a plugin's may hold others, and say nothing of them."""
    if isinstance(part, Action):
        yield part
    inner: Iterable[Any] = ()
    match part:
        case BaseModel():
            inner = (value for _, value in part)
        case Mapping():
            inner = part.values()
        case list() | tuple():
            inner = part
    for one in inner:
        yield from _actions(one)
