"""An open scenario: its start, its steps with what is expected of each, and how they went when it was played."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from nicegui import ui

from flows.model import Flow
from flows.scenario import Played, StepResult
from flows.scenario_model import Scenario, Step
from runtime.users.actor import Actor
from studio.at_once import Menu
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.scenario_start import StartForm
from studio.panels.sandbox.scenario_step import StepForm
from studio.panels.sandbox.scenario_words import KINDS, as_it_came, problem_words, step_words
from studio.services.scenarios import Listed

START = 0
MOST_LETTERS = 200


class Shelf(Protocol):
    """Where the scenario stands."""

    async def play(self, actor: Actor, names: list[str] | None) -> None: ...
    async def refresh(self, actor: Actor) -> None: ...
    def open(self, name: str | None) -> None: ...


class ScenarioForm:
    """One scenario; nothing is stored before “Save”. One step at a time is open to be changed."""

    def __init__(self, bench: SandboxBench, shelf: Shelf, flow: Flow, listed: Listed) -> None:
        self._bench = bench
        self._shelf = shelf
        self._flow = flow
        self._listed = listed
        self._steps = list(listed.scenario.steps)
        self._opened: int | None = None
        """The step that can be changed; 0 is the start."""
        self._start: StartForm | None = None
        self._start_now = listed.scenario.start
        self._changes = bench.visit.may("editor")
        with ui.element("div").classes("scenario-form"):
            self._bar()
            self._place = ui.element("ol").classes("scenario-steps")
            self._add = ui.button("Add a step", icon="add", on_click=self._append).mark("add-step")
            self._add.props("flat dense no-caps").set_visibility(self._changes)
        self._draw()

    @property
    def unsaved(self) -> bool:
        """Whether there is something that isn't stored."""
        return self._changes and self._edited() != self._listed.scenario

    def follow(self, flow: Flow, listed: Listed) -> None:
        """The draft was changed, or it was played: show that, but keep what is being changed here."""
        unsaved = self.unsaved
        known, self._listed, self._flow = self._listed, listed, flow
        if not unsaved and known.scenario != listed.scenario:
            self._discard()
        elif known != listed:
            self._draw()

    def _bar(self) -> None:
        scenario, acting = self._listed.scenario, self._bench.acting
        with ui.element("div").classes("scenario-bar"):
            self._name = ui.input(value=scenario.name).classes("grow")
            self._name.props(f'outlined dense aria-label="Name of the scenario" maxlength={MOST_LETTERS}')
            self._name.set_enabled(self._changes)
            if self._changes:
                save = ui.button("Save", on_click=acting(self._save)).props("unelevated dense no-caps")
                save.classes("main").mark("save-scenario")
                discard = ui.button("Discard", color=None, on_click=self._discard)
                discard.props("flat dense no-caps").mark("discard-scenario")
            ui.button("Run", icon="play_arrow", on_click=acting(self._run)).props(
                "outline dense no-caps"
            ).mark("run-this")
            if self._changes:
                with (
                    ui.button(icon="more_vert", color=None).props('flat dense round aria-label="More"'),
                    Menu(),
                ):
                    ui.menu_item("Duplicate", on_click=acting(self._duplicate)).mark("duplicate-scenario")
                    ui.menu_item("Delete", on_click=acting(self._delete)).mark("delete-scenario")
                    ui.menu_item("Undo my last edit", on_click=acting(self._undo)).mark("undo-scenario")

    def _draw(self) -> None:
        self._place.clear()
        self._start = None
        with self._place:
            self._start_row()
            for number, step in enumerate(self._steps, start=1):
                self._row(number, step)

    def _start_row(self) -> None:
        result = self._result(START)
        with ui.element("li").classes("scenario-step"):
            self._line(START, "play_arrow", "It begins", result)
            self._problems(START, result)
            if self._opened == START:
                with ui.element("div").classes("step-form"):
                    self._start = StartForm(self._flow, self._start_now, self._changes)

    def _row(self, number: int, step: Step) -> None:
        result = self._result(number)
        with ui.element("li").classes("scenario-step"):
            self._line(number, KINDS[step.kind][1], step_words(step, self._flow), result)
            self._problems(number, result)
            if self._opened == number:
                StepForm(self._flow, step, result, partial(self._put, number), enabled=self._changes)

    def _line(self, number: int, icon: str, words: str, result: StepResult | None) -> None:
        tone = "muted" if result is None else "tone-ok" if result.passed else "tone-error"
        with ui.element("div").classes("step-line"):
            ui.icon(icon, size="18px").classes(tone)
            button = ui.element("button").classes("step-open").on("click", lambda: self._turn(number))
            with button.props(f"type=button aria-expanded={'true' if self._opened == number else 'false'}"):
                ui.label(words)
            button.mark(f"step-{number}")
            go = ui.button(icon="input", color=None, on_click=self._bench.acting(partial(self._go, number)))
            go.props(
                'flat dense round size=sm aria-label="Open in the sandbox" title="Open in the sandbox at this step"'
            )
            go.mark(f"go-step-{number}")
            if number and self._changes:
                self._moves(number)

    def _moves(self, number: int) -> None:
        for icon, words, act in (
            ("arrow_upward", "Earlier", partial(self._move, number, -1)),
            ("arrow_downward", "Later", partial(self._move, number, 1)),
            ("close", "Remove this step", partial(self._remove, number)),
        ):
            button = ui.button(icon=icon, color=None, on_click=act).props("flat dense round size=sm")
            button.props(f'aria-label="{words}" title="{words}"').mark(f"{icon}-{number}")

    def _problems(self, number: int, result: StepResult | None) -> None:
        """What is gone, and how what came differs from what was expected."""
        played = self._listed.played
        words = [one.words for one in self._listed.lapsed if one.step == number]
        if result is not None and played is not None:
            words += problem_words(self._flow, played, result)
        for one in dict.fromkeys(words):
            ui.label(one).classes("step-problem")
        if result is not None and not result.passed:
            with ui.element("div").classes("step-ways"):
                act = self._bench.acting(partial(self._go, number))
                ui.button("Open in the sandbox", icon="input", on_click=act).props("flat dense no-caps").mark(
                    "open-at"
                )
                if result.got and self._changes:
                    accept = ui.button(
                        "Expect what came", icon="done", on_click=partial(self._accept, number)
                    )
                    accept.props("flat dense no-caps").mark("accept-what-came")

    def _result(self, number: int) -> StepResult | None:
        """How a step went, if it is still the step that was played."""
        played = self._listed.played
        if played is None or number >= len(played.steps) or not self._same(played, number):
            return None
        return played.steps[number]

    def _same(self, played: Played, number: int) -> bool:
        return tuple(self._steps[:number]) == played.scenario.steps[:number]

    def _edited(self) -> Scenario:
        start = self._start.read() if self._start is not None else None
        name = (self._name.value or "").strip()
        return self._listed.scenario.model_copy(
            update={"name": name, "start": start or self._start_now, "steps": tuple(self._steps)}
        )

    def _keep_start(self) -> bool:
        """Take over what the open start says; False where it doesn't fit, and says so."""
        if self._start is not None:
            start = self._start.read()
            if start is None:
                return False
            self._start_now = start
        return True

    def _turn(self, number: int) -> None:
        if self._keep_start():
            self._opened = None if self._opened == number else number
            self._draw()

    def _put(self, number: int, step: Step) -> None:
        self._steps[number - 1] = step

    def _accept(self, number: int) -> None:
        result = self._result(number)
        if result is not None and result.got:
            self._steps[number - 1] = as_it_came(self._steps[number - 1], result.got)
            self._opened = number
            self._draw()

    def _append(self) -> None:
        self._steps.append(Step(wait="1d"))
        self._opened = len(self._steps)
        self._draw()

    def _move(self, number: int, by: int) -> None:
        place = number - 1
        if 0 <= place + by < len(self._steps):
            self._steps.insert(place + by, self._steps.pop(place))
            self._opened = None
            self._draw()

    def _remove(self, number: int) -> None:
        del self._steps[number - 1]
        self._opened = None
        self._draw()

    def _discard(self) -> None:
        scenario = self._listed.scenario
        self._steps, self._start_now, self._opened = list(scenario.steps), scenario.start, None
        self._name.value = scenario.name
        self._draw()

    async def _save(self, actor: Actor) -> None:
        if not self._keep_start():
            return
        edited, known = self._edited(), self._listed.scenario
        if edited == known:
            ui.notify("There is nothing to save.", type="info")
            return
        await self._bench.services.scenarios.put(actor, self._bench.process_type, edited, known.name)
        self._listed = self._listed._replace(scenario=edited, played=None)
        self._bench.say(f"Saved “{edited.name}”.")
        await self._shelf.refresh(actor)
        self._shelf.open(edited.name)

    async def _run(self, actor: Actor) -> None:
        if self.unsaved:
            await self._save(actor)
        await self._shelf.play(actor, [self._listed.scenario.name])

    async def _go(self, number: int, _actor: Actor) -> None:
        """The run stands at this step, as it is written here, saved or not."""
        sandbox, process_type, edited = self._bench.services.sandbox, self._bench.process_type, self._edited()
        await self._bench.take(lambda actor: sandbox.open_at(actor, process_type, edited, number))

    async def _duplicate(self, actor: Actor) -> None:
        name = await self._bench.services.scenarios.duplicate(
            actor, self._bench.process_type, self._listed.scenario.name
        )
        await self._shelf.refresh(actor)
        self._shelf.open(name)

    async def _delete(self, actor: Actor) -> None:
        name = self._listed.scenario.name
        await self._bench.services.scenarios.remove(actor, self._bench.process_type, name)
        await self._shelf.refresh(actor)
        ui.notify(f"“{name}” was deleted; undo brings it back.", type="info")

    async def _undo(self, actor: Actor) -> None:
        words = await self._bench.services.scenarios.undo(actor, self._bench.process_type)
        ui.notify(words or "There is nothing to undo.", type="info")
        await self._shelf.refresh(actor)
