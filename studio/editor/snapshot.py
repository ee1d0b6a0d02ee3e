"""The canonical JSON of a flow that changes a part at a time: what stayed the same object isn't written anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from flows import codec
from flows.model import Flow, Layout
from flows.part import FlowPart

_LISTS = ("states", "transitions")
_MAPPINGS = ("data", "intents", "messages")
_BARE: dict[str, Any] = {
    **dict.fromkeys(_LISTS, ()), **{key: {} for key in _MAPPINGS}, "layout": Layout(),
}  # fmt: skip
_ORDER = tuple(field.alias or name for name, field in Flow.model_fields.items())


class Snapshot:
    """A flow's `codec.as_json` as `text`, and the texts of its parts, which the next one takes over."""

    def __init__(self, flow: Flow, before: Snapshot | None = None) -> None:
        known = {} if before is None else before._parts
        self._parts: dict[int, tuple[FlowPart, str]] = {}
        for part in _parts(flow):
            kept = known.get(id(part))
            self._parts[id(part)] = (part, json.dumps(codec.part_as_json(part))) if kept is None else kept
        self.text = self._written(flow)

    def of(self, flow: Flow) -> Snapshot:
        """The snapshot of a flow made from this one."""
        return Snapshot(flow, self)

    def _written(self, flow: Flow) -> str:
        rest: dict[str, Any] = codec.part_as_json(flow.model_copy(update=_BARE))
        texts = {key: json.dumps(value) for key, value in rest.items()}
        for key in _LISTS:
            texts[key] = f"[{', '.join(self._texts(getattr(flow, key)))}]"
        for key in _MAPPINGS:
            parts = getattr(flow, key)
            texts[key] = _mapping(zip(parts, self._texts(parts.values()), strict=True))
        (texts["layout"],) = self._texts([flow.layout])
        return _mapping(
            (key, texts[key]) for key in _ORDER if key in texts and texts[key] not in ("[]", "{}")
        )

    def _texts(self, parts: Iterable[FlowPart]) -> Iterator[str]:
        return (self._parts[id(part)][1] for part in parts)


def _mapping(items: Iterable[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{json.dumps(key)}: {text}" for key, text in items) + "}"


def _parts(flow: Flow) -> Iterator[FlowPart]:
    yield flow.layout
    for key in _LISTS:
        yield from getattr(flow, key)
    for key in _MAPPINGS:
        yield from getattr(flow, key).values()
