"""Some of the flow's own keys while a form shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flows.model import Flow, Unmatched
from studio.panels.inspector.filling import as_raw
from studio.panels.inspector.section import Desk, Section


class Settings:
    """What the form shows, as the flow's model has it; `put` stores."""

    def __init__(self, section: Callable[[], Section], desk: Desk, values: dict[str, Any]) -> None:
        self._section, self._desk, self._values = section, desk, values

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def put(self, **values: Any) -> None:
        """Store these; None takes one out."""
        self._values.update(values)
        raw = {key: _json(value) for key, value in values.items()}
        self._section().save({"op": "set_flow", "values": raw}, (dict(self._values), offers(self._desk.flow)))


def offers(flow: Flow) -> Any:
    """What the forms of the settings let people choose from."""
    return tuple(flow.messages), tuple(flow.intents), tuple(flow.data)


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [as_raw(part) for part in value]
    return as_raw(value) if isinstance(value, Unmatched) else value
