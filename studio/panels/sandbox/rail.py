"""“What happens next”: the virtual clock, events of the company's systems, steps by hand, the operator, results.

A section is built anew only when what it offers is another.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from nicegui import background_tasks, ui

from flows.words import readable
from flows.world import happenings as h
from runtime.users.actor import Actor
from studio.at_once import Menu
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.clock import Clock
from studio.panels.sandbox.event_dialog import EventDialog
from studio.panels.sandbox.write_dialog import WriteDialog
from studio.services.sandbox.model import BindingRow, EventForm


def rail(bench: SandboxBench) -> None:
    """Build the rail here."""
    with _section("Time"):
        Clock(bench)
    with _section("Your systems"):
        Events(bench)
    with _section("By hand"):
        ByHand(bench)
    with _section("Operator"):
        Operator(bench)
    with _section("Results"):
        Results(bench)


def _section(title: str) -> ui.element:
    section = ui.element("section").classes("next-section")
    with section:
        ui.label(title).classes("section-title").props("role=heading aria-level=2")
    return section


class Offer:
    """A section that is filled from a key: the same key, the same controls."""

    def __init__(self, bench: SandboxBench) -> None:
        self.bench = bench
        self._shown: Hashable = object()
        self.place = ui.element("div").classes("next-offers")
        bench.on_run(self.show)
        self.show()

    def show(self) -> None:
        """Bring it up to date."""
        key = self.key()
        if key != self._shown:
            self._shown = key
            self.place.clear()
            with self.place:
                self.fill()

    def key(self) -> Hashable:
        """What the section depends on."""
        raise NotImplementedError

    def fill(self) -> None:
        """Put the controls here."""
        raise NotImplementedError

    def button(self, words: str, icon: str, happening: h.Happening, **more: str) -> ui.button:
        """A button that lets something happen."""
        return offer_button(words, icon, lambda: self.bench.do(happening), **more)


def offer_button(
    words: str, icon: str, clicked: Callable[[], Any], *, style: str = "", tip: str = ""
) -> ui.button:
    """One line of the rail."""
    button = ui.button(words, icon=icon, color=None, on_click=clicked).classes(f"offer {style}")
    button.props("flat dense no-caps align=left")
    if tip:
        button.props["title"] = tip
    return button


def _of(title: str) -> None:
    """Whose the next ones are, where there are several flows."""
    ui.label(title).classes("offer-of")


class Events(Offer):
    """The backend events that the run's flows hear; those heard now first."""

    def __init__(self, bench: SandboxBench) -> None:
        self._forms: tuple[EventForm, ...] = ()
        self._dialog = EventDialog(bench)
        super().__init__(bench)
        bench.on_run(self._ask)
        self._ask()

    def key(self) -> Hashable:
        forms = tuple((form.value, form.heard_now) for form in self._forms)
        return forms, tuple(flow.process_type for flow in self.bench.flows)

    def fill(self) -> None:
        now = [form for form in self._forms if form.heard_now]
        later = [form for form in self._forms if not form.heard_now]
        titles = {flow.process_type: flow.name for flow in self.bench.flows}
        now = [form for form in now if form.process_types[0] in titles]  # else the run is another by now
        shown = ""
        for form in sorted(now, key=lambda form: list(titles).index(form.process_types[0])):
            title = titles[form.process_types[0]]
            if len(titles) > 1 and title != shown:
                _of(title)
            shown = title
            self._offer(form)
        if not now:
            ui.label("Nothing waits for an event now.").classes("muted small")
        if later:
            with (
                ui.expansion("Not waited for now")
                .props("dense dense-toggle switch-toggle-side")
                .classes("later")
            ):
                for form in later:
                    self._offer(form, "unheard")

    def _offer(self, form: EventForm, style: str = "") -> None:
        words = readable(form.value).capitalize()
        button = offer_button(words, "bolt", lambda: self._open(form.value), style=f"tone-event {style}")
        button.mark(f"event-{form.value}")

    async def _open(self, value: str) -> None:
        form = next((form for form in self._forms if form.value == value), None)
        if form is not None:
            await self._dialog.open(form)

    def _ask(self) -> None:
        background_tasks.create(self._asked(), name="the events of a run")

    async def _asked(self) -> None:
        with self.place:  # where an error is said
            await self.bench.acting(self._read)()

    async def _read(self, actor: Actor) -> None:
        forms = await self.bench.services.sandbox.event_form(actor, self.bench.process_type)
        if not self.place.is_deleted:
            self._forms = forms
            with self.place:
                self.show()


class ByHand(Offer):
    """Manual transitions that listen now, and going to any state."""

    def key(self) -> Hashable:
        run = self.bench.run
        states = tuple((one.binding_id, one.state, one.ended) for one in run.step.bindings)
        return run.manual, states, self.bench.flows

    def fill(self) -> None:
        bindings = self.bench.run.step.bindings
        for binding in bindings:
            if len(bindings) > 1:
                _of(binding.title)
            self._of_process(binding)
        if not bindings:
            ui.label("No process is open yet: let an event start one.").classes("muted small")

    def _of_process(self, binding: BindingRow) -> None:
        for binding_id, value in self.bench.run.manual:
            if binding_id == binding.binding_id:
                happening = h.Manual(value, binding_id=binding_id)
                tip = "Somebody of your company does this by hand"
                button = self.button(
                    readable(value).capitalize(), "pan_tool_alt", happening, style="tone-manual", tip=tip
                )
                button.mark(f"manual-{value}")
        tip = "An operator puts the process into a state, whatever leads there"
        button = offer_button("Go to a state …", "place", lambda: None, tip=tip)
        flow = next(
            (one for one in self.bench.flows if one.process_type == binding.process_type), self.bench.flow
        )
        with button, Menu().props('anchor="top right" self="top left"').classes("states-menu"):
            for state in flow.states:
                item = ui.menu_item(state.name, on_click=self._gone(state.id, binding.binding_id))
                item.mark(f"to-{state.id}").classes("here" if state.id == binding.state else "")

    def _gone(self, state: str, binding_id: str) -> Callable[[], Any]:
        return lambda: self.bench.do(h.GoTo(state, binding_id=binding_id))


class Operator(Offer):
    """Taking the conversation over, writing in it, giving it back."""

    def __init__(self, bench: SandboxBench) -> None:
        self._dialog = WriteDialog(bench)
        super().__init__(bench)

    def key(self) -> Hashable:
        return self.bench.run.step.held

    def fill(self) -> None:
        if self.bench.run.step.held:
            ui.label("An operator has the conversation: sends wait, messages aren't understood.").classes(
                "muted small"
            )
            self.button("Give it back", "undo", h.Release()).mark("release")
        else:
            self.button("Take over", "support_agent", h.TakeOver()).mark("take-over")
        offer_button("Write to the customer …", "edit", self._dialog.open).mark("operator-write")


class Results(Offer):
    """What waits to be settled by hand, and letting the next send fail."""

    def key(self) -> Hashable:
        return self.bench.run.awaited

    def fill(self) -> None:
        for awaited in self.bench.run.awaited:
            with ui.element("div").classes("awaited"):
                ui.label(awaited.words).classes("awaited-words")
                self.button("Works", "check", h.Settle(awaited.key)).mark(f"works-{awaited.kind}")
                self.button("Fails", "close", h.Settle(awaited.key, False)).mark(f"fails-{awaited.kind}")
        tip = "The next message can't be delivered: see what the flow does then"
        self.button("Let the next send fail", "sms_failed", h.FailNextSend(), tip=tip).mark("fail-next")
