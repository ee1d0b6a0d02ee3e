"""What a transition listens for: its kind, and the value or time that goes with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui
from pydantic import BaseModel

from flows.model import Flow, TimeoutTrigger, Trigger
from flows.part import Timer
from studio.panels.inspector import suggestions
from studio.panels.inspector.action_forms import FormField
from studio.panels.inspector.controls import complaint_line, menu
from studio.panels.inspector.fields import draw_field
from studio.panels.inspector.filling import Filling, as_raw
from studio.panels.inspector.heard import Heard
from studio.panels.inspector.section import Desk, Section
from studio.panels.inspector.wording import TRIGGERS

_TIME = FormField(
    "time", tuple(Timer.model_fields), "When", "2 days, or 1 day before due date at 09:00", needed=True
)


def _heard(label: str, trigger_type: str, hint: str = "") -> FormField:
    options = partial(_options, trigger_type)
    return FormField("name", ("value",), label, hint, options, needed=True)


def _options(trigger_type: str, flow: Flow) -> dict[str, str]:
    return suggestions.heard(flow, trigger_type)


FIELDS: Mapping[str, tuple[FormField, ...]] = {
    "intent": (_heard("What they mean", "intent", "One of these, or a new name"),),
    "event": (
        FormField("name", ("value",), "Event", "As your system names it", suggestions.heard_events, True),
    ),
    "timeout": (_TIME,),
    "action": (_heard("Result", "action"),),
    "manual": (_heard("What they decide", "manual", "The name on the button"),),
    "always": (),
}
"""What there is to fill in, by type."""
CHECK = (_heard("Timer", "timeout", "Any, if left empty"),)
"""Of a timeout that an action sets."""

Op = Callable[[Mapping[str, Any]], dict[str, Any]]


class TriggerForm:
    """The trigger of one transition."""

    def __init__(self, desk: Desk, reads: Callable[[Flow], BaseModel], op: Op) -> None:
        self._desk = desk
        self._op = op
        self._draft: dict[str, Any] | None = None
        """Another kind was chosen, and is not whole yet."""
        self._stored: BaseModel | None = None
        self._filling: Filling
        self._waiting: ui.label
        self._heard: Heard
        self.section = Section(desk, reads, self._draw, title="When", meets=self._meet)

    def _draw(self, trigger: BaseModel) -> None:
        if trigger != self._stored:
            self._stored, self._draft = trigger, None
        raw = self._draft or as_raw(trigger)
        self._filling = filling = Filling(Trigger, raw, self._desk.flow, self._fits)
        self._kind(raw["type"])
        if raw["type"] == "timeout":
            self._timeout(filling)
        for field in self._fields(raw):
            draw_field(self._desk, field, filling)
        self._heard = Heard(self._desk, self._intent)
        filling.show_at("", complaint_line())
        self._waiting = ui.label().classes("clause-note muted")
        if self._draft is not None:
            self._waiting.text = "Not stored until this is filled in."
            filling.check(quietly=True)

    def _meet(self, trigger: BaseModel) -> bool:
        """What others changed of it. A kind that somebody is choosing here is not taken away."""
        raw = as_raw(trigger)
        if self._draft is not None:
            self._stored = trigger
            return True
        shown = self._filling.raw
        if shown["type"] != raw["type"] or self._fields(shown) is not self._fields(raw):
            return False
        self._stored = trigger
        self._filling.meet(raw)
        self._heard.look()
        return True

    def _fields(self, raw: Mapping[str, Any]) -> tuple[FormField, ...]:
        return CHECK if raw["type"] == "timeout" and _set_by_action(raw) else FIELDS[raw["type"]]

    def _kind(self, trigger_type: str) -> None:
        look = TRIGGERS[trigger_type]
        with ui.element("button").classes("kind").props("type=button aria-haspopup=menu") as button:
            ui.icon(look.icon).classes(f"tone-{look.tone}")
            with ui.element("span").classes("choice-words"):
                ui.label(look.title).classes("strong")
                ui.label(look.explanation).classes("muted small")
            if not self._desk.read_only:
                ui.icon("arrow_drop_down").classes("muted")
                menu(TRIGGERS, self._chosen)
        button.props["disabled"] = self._desk.read_only

    def _timeout(self, filling: Filling) -> None:
        def chosen(by_action: bool) -> None:
            self._draft = {"type": "timeout", **({} if by_action else {"after": "2d"})}
            self._check()

        toggle = ui.toggle(
            {False: "After a time", True: "A timer set earlier"}, value=_set_by_action(filling.raw),
            on_change=lambda event: chosen(bool(event.value)),
        )  # fmt: skip
        toggle.props("no-caps unelevated dense spread").classes("segments full")
        toggle.set_enabled(not self._desk.read_only)

    def _intent(self) -> str:
        """The intent that is listened for; nothing where it is something else."""
        raw = self._filling.raw
        return str(raw.get("value", "")) if raw["type"] == "intent" else ""

    def _chosen(self, trigger_type: str) -> None:
        self._draft = begun(trigger_type, self._desk.flow)
        self._check()

    def _check(self) -> None:
        Filling(Trigger, self._draft or {}, self._desk.flow, self._fits).check(quietly=True)
        self.section.draw()

    def _fits(self, trigger: BaseModel) -> None:
        self._stored, self._draft = trigger, None
        self._waiting.text = ""
        self._heard.look()
        values: dict[str, Any] = {"trigger": as_raw(trigger)}
        self.section.save(self._op(values), trigger)


def _set_by_action(raw: Mapping[str, Any]) -> bool:
    """Whether a timeout hears timers that actions set, and sets none itself."""
    return not TimeoutTrigger.model_validate(raw).is_set


def begun(trigger_type: str, flow: Flow) -> dict[str, Any]:
    """A new trigger of this type, with what the flow makes likely."""
    match trigger_type:
        case "timeout":
            return {"type": "timeout", "after": "2d"}
        case "always":
            return {"type": "always"}
        case "manual":
            return {"type": "manual", "value": "next"}
        case "event":
            return {"type": "event"}
        case "intent" if not flow.intents:
            return {"type": "intent"}
        case _:
            return {"type": trigger_type, "value": next(iter(suggestions.heard(flow, trigger_type)))}
