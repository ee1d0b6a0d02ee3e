"""One step of a scenario to be changed: what happens, and what is expected after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement
from pydantic import ValidationError

from flows.changes import GOTO
from flows.hearing import RESERVED, UNMATCHED
from flows.model import ANY, Flow
from flows.scenario import StepResult
from flows.scenario_model import Step
from flows.words import readable
from studio.panels.sandbox.channels import channel_rows
from studio.panels.sandbox.scenario_words import (
    EXPECTATIONS,
    KINDS,
    as_it_came,
    changed,
    expected_words,
    read_values,
    values_text,
    with_expectation,
)

NOTHING = ""
"""What stands for “nothing” in a list of choices."""
_FIRST = {"say": "hello", "press": "Yes", "intent": UNMATCHED, "event": "event", "action": "outreach_sent",
          "manual": "start", "wait": "1d"}  # fmt: skip
"""What a step of a new kind says first, where the flow offers nothing."""
_ASKED = {"say": "What they write", "press": "Button", "intent": "Intent", "event": "Event", "action": "Result",
          "manual": "What is done", "wait": "How long, or until when"}  # fmt: skip
RESULTS = ("outreach_sent", "delivery_failed", "backend_updated", "backend_failed", "operator_assigned",
           "operator_released")  # fmt: skip


class StepForm:
    """The form, built here. Whatever is entered goes to `put` at once, if it makes a step."""

    def __init__(
        self, flow: Flow, step: Step, result: StepResult | None, put: Callable[[Step], None], *, enabled: bool
    ) -> None:
        self._flow = flow
        self._step = step
        self._result = result
        self._put = put
        self._enabled = enabled
        self._place = ui.element("div").classes("step-form")
        self._fill()

    def _fill(self) -> None:
        self._place.clear()
        with self._place:
            with ui.element("div").classes("step-fields"):
                self._happens()
            ui.label("Expected afterwards").classes("section-title")
            with ui.element("div").classes("expectations"):
                for name in EXPECTATIONS:
                    if self._step.expect.expects(name):
                        self._expectation(name)
            self._more()

    def _happens(self) -> None:
        step, kind = self._step, self._step.kind
        kinds = {name: words for name, (words, _) in KINDS.items()}
        self._dressed(
            ui.select(kinds, label="What happens", value=kind, on_change=lambda e: self._become(e.value))
        )
        if kind in Step.COMPANIONS["channel"]:
            channels = {NOTHING: "The same channel"} | {row["id"]: row["words"] for row in channel_rows()}
            channels |= {step.channel: channels.get(step.channel, step.channel)} if step.channel else {}
            channel = ui.select(channels, label="Channel", value=step.channel or NOTHING)
            self._heard(self._dressed(channel), lambda entered: {"channel": entered or None})
        value = str(getattr(step, kind))
        options = suggestions(self._flow, kind)
        control: ValidationElement[Any]
        if kind in ("say", "wait"):
            control = ui.input(label=_ASKED[kind], value=value)
            if kind == "wait":
                control.props["hint"] = "5d, 2h, 30m — or a moment such as 2026-03-06T09:00:00+01:00"
        else:
            control = ui.select(
                {value: value, **options},
                label=_ASKED[kind],
                value=value,
                with_input=True,
                new_value_mode="add-unique",
            )
        self._heard(
            self._dressed(control).classes("wide-field"), lambda entered: {kind: str(entered or "").strip()}
        )
        for name, label in (("slots", "Values heard: name = value"), ("payload", "Carries: name = value")):
            if kind in Step.COMPANIONS[name]:
                control = ui.textarea(label=label, value=values_text(getattr(step, name)))
                self._heard(self._dressed(control), partial(_values, name))

    def _expectation(self, name: str) -> None:
        with ui.element("div").classes("expectation"):
            control = self._dressed(self._expected_control(name))
            self._heard(control, lambda entered: {"expect": self._expecting(name, entered)})
            result = self._result
            if result is not None and result.got:
                ui.label(f"came: {expected_words(self._flow, name, result.got[name])}").classes(
                    "came muted small"
                )
            if self._enabled:
                button = ui.button(icon="close", color=None, on_click=partial(self._forget, name))
                button.props(f'flat dense round size=sm aria-label="Don\'t expect {EXPECTATIONS[name]}"')
                button.mark(f"forget-{name}")

    def _expected_control(self, name: str) -> ValidationElement[Any]:
        value, label = getattr(self._step.expect, name), EXPECTATIONS[name].capitalize()
        match name:
            case "ended":
                return ui.select({True: "Yes", False: "No"}, label=label, value=bool(value))
            case "data":
                return ui.textarea(label=f"{label}: name = value", value=values_text(value or {}))
            case "sends" | "checks" | "effects":
                return ui.input_chips(label, value=list(value or ()), new_value_mode="add")
            case _:
                known = {NOTHING: "Nothing", **suggestions(self._flow, name)}
                if value is not None and value not in known:
                    known[value] = f"{value} (gone)"
                return ui.select(known, label=label, value=value or NOTHING, with_input=True)

    def _more(self) -> None:
        left = [name for name in EXPECTATIONS if not self._step.expect.expects(name)]
        if self._enabled and left:
            with ui.element("div").classes("expect-more"):
                ui.label("Expect").classes("muted small")
                for name in left:
                    button = ui.button(
                        EXPECTATIONS[name], icon="add", color=None, on_click=partial(self._expect, name)
                    )
                    button.props("outline dense no-caps size=sm").mark(f"expect-{name}")

    def _expecting(self, name: str, entered: Any) -> dict[str, Any]:
        if name == "data":
            entered = read_values(entered or "")
        elif name in ("sends", "checks", "effects"):
            entered = list(entered or ())
        elif entered == NOTHING:
            entered = None
        return dict(with_expectation(self._step, name, entered).expect.model_dump(mode="json"))

    def _expect(self, name: str) -> None:
        """Expect what came, or else something to begin with."""
        if self._result is not None and self._result.got:
            self._step = as_it_came(self._step, self._result.got, [name])
        else:
            empty = {
                "state": self._flow.initial_state,
                "data": {},
                "ended": True,
                "intent": UNMATCHED,
                "taken": None,
            }
            self._step = with_expectation(self._step, name, empty.get(name, []))
        self._put(self._step)
        self._fill()

    def _forget(self, name: str) -> None:
        self._step = with_expectation(self._step, name)
        self._put(self._step)
        self._fill()

    def _become(self, kind: str) -> None:
        if kind == self._step.kind:
            return
        value = next(iter(suggestions(self._flow, kind)), _FIRST[kind])
        self._step = Step.model_validate({kind: value, "expect": self._step.expect.model_dump(mode="json")})
        self._put(self._step)
        self._fill()

    def _heard(self, control: ValidationElement[Any], read: Callable[[Any], Mapping[str, Any]]) -> None:
        """Take over what is entered; what makes no step is said at the control and not taken over."""

        def take(entered: Any) -> None:
            try:
                self._step = changed(self._step, **read(entered))
            except ValidationError:
                control.error = "This can't be left empty."
            except ValueError as error:
                control.error = str(error)
            else:
                control.error = None
                self._put(self._step)

        control.on_value_change(lambda event: take(event.value))

    def _dressed(self, control: ValidationElement[Any]) -> ValidationElement[Any]:
        control.props("outlined dense options-dense").without_auto_validation()
        if isinstance(control, ui.textarea):
            control.props("autogrow rows=1")
        if not self._enabled:
            control.props("disable")
        return control


def _values(name: str, entered: Any) -> dict[str, Any]:
    return {name: read_values(entered or "")}


def suggestions(flow: Flow, kind: str) -> dict[str, str]:
    """What the flow offers for a kind of step or an expectation: value → words."""
    match kind:
        case "intent":
            return {
                **{name: readable(name) for name in flow.intents},
                **{name: readable(name) for name in RESERVED},
            }
        case "press":
            return {
                button.title: button.title for message in flow.messages.values() for button in message.buttons
            }
        case "event" | "manual":
            values = [
                str(getattr(one.trigger, "value", "")) for one in flow.transitions if one.trigger.type == kind
            ]
            values += [one.value for one in flow.starts if one.type == kind]
            words = {value: readable(value) for value in values if value != ANY}
            goes = (
                {f"{GOTO}{one.id}": f"Go to “{one.name}”" for one in flow.states} if kind == "manual" else {}
            )
            return words | goes
        case "action":
            return {name: readable(name) for name in RESULTS}
        case "state":
            return {one.id: one.name for one in flow.states}
        case "taken":
            return {one.id: one.id for one in flow.transitions}
        case _:
            return {}
