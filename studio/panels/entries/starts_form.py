"""What starts a flow by itself: events and intents, each with its condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui
from pydantic import TypeAdapter

from flows.guard_model import Guard
from flows.model import Flow, Start
from studio.panels.entries.rows import Rows
from studio.panels.entries.settings import Settings, stores
from studio.panels.entries.settings_words import start_words
from studio.panels.inspector import suggestions
from studio.panels.inspector.controls import name_input, offer, pick
from studio.panels.inspector.filling import as_raw
from studio.panels.inspector.guard_form import GuardForm
from studio.panels.inspector.making import Making

Beginning = dict[str, Any]
"""A start as the flow stores it; its `value` may be missing yet."""
_WAYS = {"event": "An event arrives", "intent": "The customer says"}
_GUARD: TypeAdapter[Guard] = TypeAdapter(Guard)


class StartsForm:
    """The list, put together here."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._desk = settings, settings.desk
        ui.label("Started by itself when").classes("muted small")
        self._rows: Rows[Beginning] = Rows(
            (), self._draw, lambda _starts: self._store(), keeps=_whole, noun="start",
            add="Add what starts it", blank=lambda: {"type": "event"}, classes="starts",
            read_only=self._desk.read_only,
        )  # fmt: skip
        self._rows.meet(self._read())  # a row looks for its place among the others while it is drawn
        settings.follow("starts", lambda: self._rows.meet(self._read()))

    def _read(self) -> list[Beginning]:
        return [as_raw(start) for start in self._settings["starts"]]

    def _starts(self) -> tuple[Start, ...]:
        return tuple(Start.model_validate(start) for start in self._rows.items)

    def _store(self) -> None:
        self._settings.put(starts=self._starts())

    def _draw(self, start: Beginning, put: Callable[[Beginning], None]) -> None:
        desk = self._desk

        def change(key: str, value: str | None) -> None:
            start[key] = value
            put(start)
            say()
            making.look()

        def turned(way: str | None) -> None:
            start["value"] = None
            which.value = None
            change("type", way)
            offer(which, _offered(desk.flow, start["type"]))

        def say() -> None:
            whole = _whole(start)
            sentence.text = (
                start_words(Start.model_validate(whole)) if whole else "Not stored yet: say which."
            )

        with ui.element("div").classes("grow stack start"):
            with ui.element("div").classes("inspect-row"):
                pick("When", _WAYS, start["type"], turned, disabled=desk.read_only)
                which = name_input(
                    "Which", _offered(desk.flow, start["type"]), start.get("value"),
                    lambda value: change("value", value), disabled=desk.read_only,
                )  # fmt: skip
            desk.follow(which, lambda: offer(which, _offered(desk.flow, start["type"])))
            making = Making(
                desk, "intents", lambda: start.get("value") if start["type"] == "intent" else None
            )
            sentence = ui.label().classes("muted small")
            self._condition(start, say)
        say()

    def _condition(self, start: Beginning, say: Callable[[], None]) -> None:
        def op(values: Mapping[str, Any]) -> dict[str, Any]:
            start["when"] = values["when"]
            say()
            return stores(starts=self._starts())

        with ui.element("div") as box:
            form = GuardForm(
                self._desk, lambda flow: self._guard(flow, start), op, within=lambda: self._settings.section
            )
        self._desk.follow(box, form.section.look)

    def _guard(self, flow: Flow, start: Beginning) -> Guard | None:
        """As the flow has it; of a start that isn't stored yet, as it is here."""
        begun_by = start["type"], start.get("value")
        mine = [one for one in self._rows.items if (one["type"], one["value"]) == begun_by]
        stored = [one for one in flow.starts if (one.type, one.value) == begun_by]
        for one, same in zip(mine, stored, strict=False):
            if one is start:
                return same.when
        return None if start.get("when") is None else _GUARD.validate_python(start["when"])


def _whole(start: Beginning) -> Beginning | None:
    """As the flow stores it."""
    if not start.get("value"):
        return None
    return as_raw(Start.model_validate({key: part for key, part in start.items() if part is not None}))


def _offered(flow: Flow, way: str) -> suggestions.Options:
    if way == "event":
        return suggestions.events(flow)
    known = suggestions.intents(flow)
    return {name: known[name] for name in flow.intents}
