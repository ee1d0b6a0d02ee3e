"""Some of the flow's own keys while a form shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flows.model import Flow, Unmatched
from studio.panels.inspector.filling import as_raw
from studio.panels.inspector.section import Desk, Edit, Section


class Settings:
    """What a section of the form shows, as the flow's model has it; `put` stores, `follow` shows what others put."""

    def __init__(
        self, desk: Desk, keys: Iterable[str], draws: Callable[[Settings], object], title: str
    ) -> None:
        self.desk = desk
        self._keys = tuple(keys)
        self._draws = draws
        self._values: dict[str, Any] = {}
        self._followers: list[tuple[str, Callable[[], object]]] = []
        self.section = Section(desk, self._read, self._draw, title=title, meets=self._meet)

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def put(self, *, edit: Edit | None = None, **values: Any) -> None:
        """Store these, by this edit if there is one; None takes a key out."""
        self._values.update(values)
        self.section.save(edit or stores(**values), dict(self._values))

    def follow(self, key: str, show: Callable[[], object]) -> None:
        """Call `show` when somebody else changed the key."""
        self._followers.append((key, show))

    def _read(self, flow: Flow) -> dict[str, Any]:
        return {key: getattr(flow, key) for key in self._keys}

    def _draw(self, values: dict[str, Any]) -> None:
        self._values, self._followers = dict(values), []
        self._draws(self)

    def _meet(self, values: dict[str, Any]) -> bool:
        changed = {key for key in self._keys if values[key] != self._values[key]}
        self._values = dict(values)
        for key, show in list(self._followers):
            if key in changed:
                show()
        return True


def stores(**values: Any) -> dict[str, Any]:
    """The edit that stores these keys of a flow."""
    return {"op": "set_flow", "values": {key: _json(value) for key, value in values.items()}}


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [as_raw(part) for part in value]
    return as_raw(value) if isinstance(value, Unmatched) else value
