"""The canonical JSON of a flow that changes a part at a time: what stayed the same object isn't written anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows import codec
from flows.model import Flow
from flows.part import FlowPart

_LISTS = ("states", "transitions")
_MAPPINGS = ("data", "intents", "messages")
_BARE: dict[str, Any] = {**dict.fromkeys(_LISTS, ()), **{key: {} for key in _MAPPINGS}}


class Snapshot:
    """A flow's `codec.as_json`, and the JSON of its parts. Nobody changes either."""

    def __init__(self, flow: Flow, before: Snapshot | None = None) -> None:
        known = {} if before is None else before._parts
        self._parts: dict[int, tuple[FlowPart, Any]] = {}
        for part in _parts(flow):
            kept = known.get(id(part))
            self._parts[id(part)] = (part, codec.part_as_json(part)) if kept is None else kept
        self.document = self._written(flow)

    def of(self, flow: Flow) -> Snapshot:
        """The snapshot of a flow made from this one."""
        return Snapshot(flow, self)

    def _written(self, flow: Flow) -> dict[str, Any]:
        value = codec.part_as_json(flow.model_copy(update=_BARE))
        for key in _LISTS:
            value[key] = [self._parts[id(part)][1] for part in getattr(flow, key)]
        for key in _MAPPINGS:
            value[key] = {name: self._parts[id(part)][1] for name, part in getattr(flow, key).items()}
        order = (field.alias or name for name, field in Flow.model_fields.items())
        return {key: value[key] for key in order if key == "states" or value.get(key) not in (None, [], {})}


def _parts(flow: Flow) -> Iterator[FlowPart]:
    for key in _LISTS:
        yield from getattr(flow, key)
    for key in _MAPPINGS:
        yield from getattr(flow, key).values()
