"""The inspector of one transition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from nicegui import ui

from flows.model import ANY, Flow, Transition
from flows.words import trigger_words
from studio.panels.inspector import suggestions
from studio.panels.inspector.action_cards import ActionCards
from studio.panels.inspector.advanced import advanced, delete_button, id_input
from studio.panels.inspector.controls import choose, complaining, icon_button, offer, pick, several
from studio.panels.inspector.guard_form import GuardForm
from studio.panels.inspector.heading import heading
from studio.panels.inspector.section import Desk, Part, Section
from studio.panels.inspector.trigger_form import TriggerForm
from studio.panels.inspector.wording import TRIGGERS, leads

USUAL_CONFIDENCE = 0.6


def transition_form(desk: Desk, part: Part) -> Iterator[Section]:
    """Draw the form of a transition; the sections to keep up to date."""

    def of(flow: Flow) -> Transition:
        return next(transition for transition in flow.transitions if transition.id == part.id)

    def set_(values: Mapping[str, Any]) -> dict[str, Any]:
        return {"op": "set_transition", "transition": part.id, "values": dict(values)}

    yield Section(desk, lambda flow: _headed(flow, of(flow)), lambda shown: heading(*shown))
    yield TriggerForm(desk, lambda flow: of(flow).trigger, set_).section
    yield _Confidence(desk, of, set_).section
    yield GuardForm(desk, lambda flow: of(flow).when, set_).section
    yield _Way(desk, of, set_).section
    yield ActionCards(desk, "Then", lambda flow: of(flow).actions, lambda raw: set_({"actions": raw})).section
    yield _Advanced(desk, part).section


_Of = Callable[[Flow], Transition]
_Set = Callable[[Mapping[str, Any]], dict[str, Any]]


def _headed(flow: Flow, transition: Transition) -> tuple[str, str, str, str]:
    words = trigger_words(transition.trigger)
    look = TRIGGERS[transition.trigger.type]
    return look.icon, words[:1].upper() + words[1:], leads(transition, flow), look.tone


class _Confidence:
    """How surely an intent must be understood; off, the detector's own threshold counts."""

    def __init__(self, desk: Desk, of: _Of, set_: _Set) -> None:
        self._desk, self._of, self._set = desk, of, set_
        self.section = Section(desk, self._shown, self._draw, classes="tight", meets=self._meet)

    def _shown(self, flow: Flow) -> tuple[bool, float | None]:
        transition = self._of(flow)
        return transition.trigger.type == "intent", transition.min_confidence

    def _draw(self, shown: tuple[bool, float | None]) -> None:
        self._drawn = shown
        hears_intent, threshold = shown
        if not hears_intent and threshold is None:
            return
        switch = ui.switch(
            "Only when understood surely", value=threshold is not None,
            on_change=lambda event: self._switched(bool(event.value)),
        )  # fmt: skip
        switch.props("dense").classes("inspect-switch").set_enabled(not self._desk.read_only)
        if threshold is None:
            return
        with ui.element("div").classes("inspect-row slider"):
            self._slider = ui.slider(min=0, max=100, step=5, value=round(threshold * 100))
            self._slider.props('dense aria-label="How surely, in percent"')
            self._slider.set_enabled(not self._desk.read_only)
            percent = ui.label(f"{threshold:.0%}").classes("strong")
            self._slider.on_value_change(lambda event: percent.set_text(f"{event.value:.0f}%"))
            self._slider.on("change", lambda: self._store(round(float(self._slider.value)) / 100))

    def _meet(self, shown: tuple[bool, float | None]) -> bool:
        before, self._drawn = self._drawn, shown
        if shown[1] is None or before[1] is None:
            return False
        self._slider.value = round(shown[1] * 100)
        return True

    def _switched(self, on: bool) -> None:
        self._store(USUAL_CONFIDENCE if on else None)
        self.section.draw()

    def _store(self, threshold: float | None) -> None:
        shows = (self._of(self._desk.flow).trigger.type == "intent", threshold)
        self.section.save(self._set({"min_confidence": threshold}), shows)


class _Way:
    """From where, to where."""

    def __init__(self, desk: Desk, of: _Of, set_: _Set) -> None:
        self._desk, self._of, self._set = desk, of, set_
        self.section = Section(desk, self._shown, self._draw, title="Leads", meets=self._meet)

    def _shown(self, flow: Flow) -> tuple[tuple[str, ...], str | None]:
        transition = self._of(flow)
        return transition.from_states, transition.to_state

    def _draw(self, shown: tuple[tuple[str, ...], str | None]) -> None:
        desk, self._sources = self._desk, shown[0]
        self._from = several(
            "From", suggestions.sources(desk.flow), shown[0], self._leaves, disabled=desk.read_only
        )
        with ui.element("div").classes("inspect-row"):
            self._to = pick(
                "To", suggestions.targets(desk.flow), shown[1] or suggestions.STAY, self._reaches,
                hint="Staying keeps its timers running", disabled=desk.read_only,
            )  # fmt: skip
            self._show = icon_button("my_location", "Show this state", self._reveal)
        self._show.set_visibility(shown[1] is not None)
        desk.follow(self._from, lambda: offer(self._from, suggestions.sources(desk.flow)))
        desk.follow(self._to, lambda: offer(self._to, suggestions.targets(desk.flow)))

    def _meet(self, shown: tuple[tuple[str, ...], str | None]) -> bool:
        self._sources = shown[0]
        choose(self._from, shown[0])
        choose(self._to, shown[1] or suggestions.STAY)
        self._show.set_visibility(shown[1] is not None)
        return True

    def _leaves(self, chosen: list[str]) -> None:
        if not chosen:
            complaining(self._from)("It starts from at least one state.")
            return
        to = self._to.value or None
        wanted = sensible_sources(chosen, self._sources, to)
        complaining(self._from)("")
        self._sources = tuple(wanted)
        self.section.save(self._set({"from_states": wanted}), (self._sources, to))
        if wanted != chosen:
            choose(self._from, wanted)

    def _reaches(self, chosen: str | None) -> None:
        self._show.set_visibility(bool(chosen))
        self.section.save(self._set({"to_state": chosen or None}), (self._sources, chosen or None))

    def _reveal(self) -> None:
        if self._to.value:
            self._desk.bench.select(states=(self._to.value,), reveal=True)


def sensible_sources(chosen: list[str], was: Collection[str], target: str | None) -> list[str]:
    """What was chosen, said once: anywhere is every state but the target, so only that can stand beside it."""
    if ANY not in chosen:
        return chosen
    named = [one for one in chosen if one != ANY]
    if ANY in was and any(one != target for one in named):
        return named
    return [one for one in chosen if one in (ANY, target)]


class _Advanced:
    """The id, when it is tried, and deleting it."""

    def __init__(self, desk: Desk, part: Part) -> None:
        self._desk, self._part = desk, part
        self.section = Section(desk, self._shown, self._draw, meets=self._meet)

    def _shown(self, flow: Flow) -> tuple[int, int]:
        ids = [transition.id for transition in flow.transitions]
        return ids.index(self._part.id) + 1, len(ids)

    def _draw(self, shown: tuple[int, int]) -> None:
        desk, part = self._desk, self._part
        with advanced():
            id_input(
                desk,
                part,
                "Used in the file, in scenarios and in the history",
                lambda new: {"op": "change_transition_id", "transition": part.id, "id": new},
                lambda new: desk.bench.select(transitions=(new,)),
            )
            with ui.element("div").classes("inspect-row"):
                self._place = ui.label().classes("muted small grow")
                self._moves: list[ui.button] = []
                if not desk.read_only:
                    self._moves = [
                        icon_button("arrow_upward", "Try earlier", lambda: self._move(-1)),
                        icon_button("arrow_downward", "Try later", lambda: self._move(1)),
                    ]
            if not desk.read_only:
                delete_button(desk, "Delete this transition", transitions=lambda: (part.id,))
        self._meet(shown)

    def _meet(self, shown: tuple[int, int]) -> bool:
        number, count = shown
        self._place.text = f"Tried as number {number} of {count}"
        for button, end in zip(self._moves, (1, count), strict=False):
            button.set_enabled(number != end)
        return True

    def _move(self, by: int) -> None:
        ids = [transition.id for transition in self._desk.flow.transitions]
        at = ids.index(self._part.id)
        others = [one for one in ids if one != self._part.id]
        before = next(iter(others[max(at + by, 0) :]), None)
        self._desk.do({"op": "move_transition", "transition": self._part.id, "before": before})
