"""The inspector of one transition."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from nicegui import ui

from flows.model import ANY, Flow, Transition
from flows.words import trigger_words
from studio.panels.inspector import suggestions
from studio.panels.inspector.action_cards import ActionCards
from studio.panels.inspector.advanced import advanced, delete_button, id_input
from studio.panels.inspector.controls import complaining, icon_button, pick, several
from studio.panels.inspector.guard_form import GuardForm
from studio.panels.inspector.heading import heading
from studio.panels.inspector.section import Desk, Section
from studio.panels.inspector.trigger_form import TriggerForm
from studio.panels.inspector.wording import TRIGGERS, leads

USUAL_CONFIDENCE = 0.6


def transition_form(desk: Desk, transition_id: str) -> Iterator[Section]:
    """Draw the form of a transition; the sections to keep up to date."""

    def of(flow: Flow) -> Transition:
        return next(transition for transition in flow.transitions if transition.id == transition_id)

    def set_(values: Mapping[str, Any]) -> dict[str, Any]:
        return {"op": "set_transition", "transition": transition_id, "values": dict(values)}

    yield Section(desk, lambda flow: _headed(flow, of(flow)), lambda shown: heading(*shown))
    yield TriggerForm(desk, lambda flow: of(flow).trigger, set_).section
    yield _confidence(desk, transition_id)
    yield GuardForm(desk, lambda flow: of(flow).when, set_).section
    yield _way(desk, transition_id)
    yield ActionCards(desk, "Then", lambda flow: of(flow).actions, lambda raw: set_({"actions": raw})).section
    yield _advanced(desk, transition_id)


def _headed(flow: Flow, transition: Transition) -> tuple[str, str, str, str]:
    words = trigger_words(transition.trigger)
    look = TRIGGERS[transition.trigger.type]
    return look.icon, words[:1].upper() + words[1:], leads(transition, flow), look.tone


def _confidence(desk: Desk, transition_id: str) -> Section:
    """How surely an intent must be understood; off, the detector's own threshold counts."""

    def shown(flow: Flow) -> tuple[bool, float | None]:
        transition = next(one for one in flow.transitions if one.id == transition_id)
        return transition.trigger.type == "intent", transition.min_confidence

    def stored(value: float | None) -> None:
        op = {"op": "set_transition", "transition": transition_id, "values": {"min_confidence": value}}
        section.save(op, (True, value))

    def draw(value: tuple[bool, float | None]) -> None:
        hears_intent, threshold = value
        if not hears_intent and threshold is None:
            return

        def switched(on: bool) -> None:
            stored(USUAL_CONFIDENCE if on else None)
            section.draw()

        ui.switch(
            "Only when understood surely",
            value=threshold is not None,
            on_change=lambda event: switched(event.value),
        ).props("dense").classes("inspect-switch").set_enabled(not desk.read_only)
        if threshold is None:
            return
        with ui.element("div").classes("inspect-row slider"):
            slider = ui.slider(min=0, max=100, step=5, value=round(threshold * 100)).props("dense")
            slider.set_enabled(not desk.read_only)
            percent = ui.label(f"{threshold:.0%}").classes("strong")
            slider.on_value_change(lambda event: percent.set_text(f"{event.value:.0f}%"))
            slider.on("change", lambda: stored(round(float(slider.value)) / 100))

    section = Section(desk, shown, draw, classes="tight")
    return section


def _way(desk: Desk, transition_id: str) -> Section:
    """From where, to where."""

    def shown(flow: Flow) -> tuple[tuple[str, ...], str | None]:
        transition = next(one for one in flow.transitions if one.id == transition_id)
        return transition.from_states, transition.to_state

    def put(values: Mapping[str, Any], shows: tuple[tuple[str, ...], str | None]) -> None:
        section.save({"op": "set_transition", "transition": transition_id, "values": dict(values)}, shows)

    def draw(value: tuple[tuple[str, ...], str | None]) -> None:
        sources, target = value

        def left(chosen: list[str]) -> None:
            if not chosen:
                complaining(origin)("It starts from at least one state.")
                return
            was, to = shown(desk.flow)
            wanted = sensible_sources(chosen, was, to)
            complaining(origin)("")
            put({"from_states": wanted}, (tuple(wanted), to))
            if wanted != chosen:
                section.draw()

        def reached(chosen: str | None) -> None:
            put({"to_state": chosen or None}, (shown(desk.flow)[0], chosen or None))

        origin = several("From", suggestions.sources(desk.flow), sources, left, disabled=desk.read_only)
        with ui.element("div").classes("inspect-row"):
            pick(
                "To", suggestions.targets(desk.flow), target or suggestions.STAY, reached,
                hint="Staying keeps its timers running", disabled=desk.read_only,
            )  # fmt: skip
            if target:
                icon_button(
                    "my_location", "Show this state", lambda: desk.bench.select(states=(target,), reveal=True)
                )

    section = Section(desk, shown, draw, title="Leads")
    return section


def sensible_sources(chosen: list[str], was: Collection[str], target: str | None) -> list[str]:
    """What was chosen, said once: anywhere is every state but the target, so only that can stand beside it."""
    if ANY not in chosen:
        return chosen
    named = [one for one in chosen if one != ANY]
    if ANY in was and any(one != target for one in named):
        return named
    return [one for one in chosen if one in (ANY, target)]


def _advanced(desk: Desk, transition_id: str) -> Section:
    def moved(by: int) -> None:
        ids = [transition.id for transition in desk.flow.transitions]
        at = ids.index(transition_id)
        others = [one for one in ids if one != transition_id]
        before = next(iter(others[max(at + by, 0) :]), None)
        desk.do({"op": "move_transition", "transition": transition_id, "before": before})

    def draw(place: tuple[int, int]) -> None:
        number, count = place
        with advanced():
            id_input(
                desk,
                transition_id,
                "Used in the file, in scenarios and in the history",
                lambda new: {"op": "change_transition_id", "transition": transition_id, "id": new},
                lambda new: desk.bench.select(transitions=(new,)),
            )
            with ui.element("div").classes("inspect-row"):
                ui.label(f"Tried as number {number} of {count}").classes("muted small grow")
                if not desk.read_only:
                    icon_button("arrow_upward", "Try earlier", lambda: moved(-1), disabled=number == 1)
                    icon_button("arrow_downward", "Try later", lambda: moved(1), disabled=number == count)
            if not desk.read_only:
                delete_button(desk, "Delete this transition", transitions=(transition_id,))

    def shown(flow: Flow) -> tuple[int, int]:
        ids = [transition.id for transition in flow.transitions]
        return ids.index(transition_id) + 1, len(ids)

    return Section(desk, shown, draw)
