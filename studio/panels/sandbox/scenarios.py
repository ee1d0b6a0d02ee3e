"""The drawer's “Scenarios”: those of the draft, how they went, which transitions they take, and each one opened."""

from __future__ import annotations

from typing import Any

from nicegui import events, ui

from flows.findings.finding import At
from flows.model import Flow, Transition
from flows.scenario import Coverage
from flows.words import transition_words
from runtime.users.actor import Actor
from studio.panels.inspector.wording import leads
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.scenario_form import ScenarioForm
from studio.panels.sandbox.scenario_record import RecordDialog
from studio.panels.sandbox.scenario_words import how
from studio.panels.sandbox.under_way import UnderWay
from studio.services.sandbox.model import Progress
from studio.services.scenarios import Listed, Listing
from studio.words import plural

EVERY_SECONDS = 2.0
MOST_MISSED = 200
_ICONS = {"new": "radio_button_unchecked", "passed": "check_circle", "failed": "cancel"}
_TONES = {"new": "muted", "passed": "tone-ok", "failed": "tone-error"}
_ROW = """
<q-tr class="scenario" :class="{open: props.row.open}">
  <q-td>
    <div class="scenario-line">
      <q-icon :name="props.row.icon" :class="props.row.tone" size="18px" />
      <button type="button" class="scenario-open" :aria-pressed="props.row.open ? 'true' : 'false'"
              @click="() => $parent.$emit('open', props.row.name)">
        <span class="scenario-name">{{ props.row.name }}</span>
        <span class="scenario-how" :class="props.row.tone">{{ props.row.how }}</span>
      </button>
      <q-btn flat dense round size="sm" icon="play_arrow" :aria-label="'Run ' + props.row.name" title="Run"
             @click="() => $parent.$emit('run', props.row.name)" />
    </div>
  </q-td>
</q-tr>
"""


class ScenarioList:
    """The panel: the list on the left; on the right the scenario that is open, or else the coverage."""

    def __init__(self, bench: SandboxBench) -> None:
        self._bench = bench
        self._listing = Listing(bench.flow, (), Coverage(frozenset(), ()))
        self._open: str | None = None
        self._form: ScenarioForm | None = None
        self._shown: list[dict[str, Any]] = []
        self._record = RecordDialog(bench, self._kept)
        with ui.element("div").classes("scenario-list"):
            self._head()
            self._under_way = UnderWay()
            columns = [{"name": "scenario", "label": "", "field": "name", "align": "left"}]
            self._table = ui.table(columns=columns, rows=[], row_key="name", pagination=0)
            self._table.props("flat dense hide-header hide-bottom").classes("scenario-table").mark(
                "scenarios"
            )
            self._table.add_slot("body", _ROW)
            self._table.on("open", self._opened)
            self._table.on("run", self._run_one)
            self._none = ui.label(
                "No scenario yet. Play a conversation, then press “Record scenario”: from then on it is checked that "
                "the map still does so."
            ).classes("muted")
        self._side = ui.element("div").classes("scenario-side")
        bench.on_record(self._record.open)
        if bench.to_record:
            self._record.open()
        self._none.set_visibility(False)  # it isn't known yet
        bench.visit.every(EVERY_SECONDS, self._look)
        ui.timer(0, bench.acting(self.refresh), once=True)

    def _head(self) -> None:
        with ui.element("div").classes("scenario-head"):
            self._all = ui.button("Run all", icon="playlist_play", on_click=self._bench.acting(self._run_all))
            self._all.props("unelevated dense no-caps").classes("main").mark("run-all")
            with (
                ui.element("button").classes("coverage").props("type=button").on("click", self._show_coverage)
            ):
                self._covered = ui.label().classes("small")
                self._bar = ui.linear_progress(value=0, show_value=False, size="6px")
                self._bar.props("rounded color=positive")

    def show(self, listing: Listing) -> None:
        """Bring list, coverage and the open scenario up to date."""
        self._listing = listing
        rows = [self._row(one) for one in listing.scenarios]
        if rows != self._shown:
            self._table.rows, self._shown = rows, rows
        self._none.set_visibility(not rows)
        self._table.set_visibility(bool(rows))
        self._all.set_enabled(bool(rows))
        whole = len(listing.flow.transitions)
        self._covered.text = (
            f"{len(listing.coverage.taken)} of {plural(whole, 'transition')} taken"
            if listing.was_played
            else "Run them to see which transitions they take"
        )
        self._bar.value = round(listing.coverage.ratio, 3) if listing.was_played else 0
        found = listing.named(self._open) if self._open is not None else None
        if found is None:
            self._open = self._form = None
            self._show_missed()
        elif self._form is not None:
            self._form.follow(listing.flow, found)

    def open(self, name: str | None) -> None:
        """Open this scenario's form; None: the coverage instead."""
        if self._form is not None and self._form.unsaved and name != self._open:
            ui.notify("Save the changes of this scenario first, or discard them.", type="warning")
            return
        found = self._listing.named(name) if name is not None else None
        self._open, self._form = (name, None) if found is not None else (None, None)
        self._side.clear()
        if found is not None:
            with self._side:
                self._form = ScenarioForm(self._bench, self, self._listing.flow, found)
        self.show(self._listing)

    async def play(self, actor: Actor, names: list[str] | None) -> None:
        """Play these, or all, and paint what they take."""
        if self._under_way.busy:
            return

        def told(now: Progress) -> None:
            self._under_way.told(now.done, now.of, f"{now.done} of {now.of} played")

        bench = self._bench
        work = bench.services.scenarios.play(actor, bench.process_type, names, told)
        listing = await self._under_way.run(work, "Playing …")
        await self.refresh(actor)
        if listing is None:
            bench.say("Cancelled; what was played until then is kept.")
            return
        bench.cover(self._listing.coverage)
        played = [one.played for one in listing.scenarios if one.played is not None]
        failed = sum(not one.passed for one in played)
        bench.say(f"{plural(len(played), 'scenario')} played, {failed or 'none'} failed.")

    async def refresh(self, actor: Actor) -> None:
        """Look again at the draft."""
        self.show(await self._bench.services.scenarios.listing(actor, self._bench.process_type))

    async def _look(self, actor: Actor) -> None:
        flow = (await self._bench.services.editing.open(actor, self._bench.process_type)).flow
        if flow is not self._listing.flow and not self._under_way.busy:
            await self.refresh(actor)

    async def _run_all(self, actor: Actor) -> None:
        await self.play(actor, None)

    async def _run_one(self, event: events.GenericEventArguments) -> None:
        if self._listing.named(str(event.args)) is not None:
            await self._bench.acting(lambda actor: self.play(actor, [str(event.args)]))()

    def _opened(self, event: events.GenericEventArguments) -> None:
        name = str(event.args)
        self.open(None if name == self._open else name)

    async def _kept(self, actor: Actor, name: str) -> None:
        await self.refresh(actor)
        self.open(name)
        ui.run_javascript("document.querySelector('.scenario.open')?.scrollIntoView({block: 'nearest'})")

    def _row(self, one: Listed) -> dict[str, Any]:
        found = how(self._listing.flow, one)
        tone = "tone-warning" if found.state == "new" and one.lapsed else _TONES[found.state]
        return {
            "name": one.scenario.name, "how": found.words, "icon": _ICONS[found.state], "tone": tone,
            "open": one.scenario.name == self._open,
        }  # fmt: skip

    def _show_coverage(self) -> None:
        self.open(None)
        if self._listing.was_played and self._open is None:
            self._bench.cover(self._listing.coverage)

    def _show_missed(self) -> None:
        self._side.clear()
        listing = self._listing
        with self._side:
            if not listing.scenarios:
                return
            if not listing.was_played:
                ui.label("Click a scenario to see its steps, or run them all.").classes("muted")
                return
            missed = listing.coverage.missed
            if not missed:
                with ui.element("div").classes("all-well"):
                    ui.icon("check_circle")
                    ui.label("Every transition is taken by some scenario.")
                return
            whole = all(one.played is not None for one in listing.scenarios)
            by = "no scenario" if whole else "no scenario played so far"
            ui.label(f"{plural(len(missed), 'transition')} that {by} takes").classes("section-title")
            by_id = {one.id: one for one in listing.flow.transitions}
            with ui.element("ul").classes("missed"):
                for name in missed[:MOST_MISSED]:
                    self._missed(by_id[name], listing.flow)
            if len(missed) > MOST_MISSED:
                ui.label(f"and {len(missed) - MOST_MISSED:,} more").classes("muted")

    def _missed(self, transition: Transition, flow: Flow) -> None:
        with ui.element("li"):
            button = ui.element("button").classes("missed-go").props('type=button title="Show it on the map"')
            with button.on("click", lambda: self._bench.go_to(At("transition", transition.id))).mark(
                "missed"
            ):
                ui.label(leads(transition, flow)).classes("strong")
                ui.label(transition_words(transition)).classes("muted")


def scenarios(bench: SandboxBench) -> None:
    """Build the panel here."""
    with ui.element("div").classes("scenarios-panel"):
        ScenarioList(bench)
