"""A flow that takes part in the run: which version, whether it is open from the beginning, its data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from nicegui import events, ui

from flows.model import Flow
from runtime.users.actor import Actor
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.value_inputs import ValueInputs
from studio.services.sandbox.model import Source

DRAFT = 0
"""Stands for the draft where versions are chosen: a choice needs a value."""


class Candidate(NamedTuple):
    """A flow that may take part: what it says, and its versions, newest first."""

    source: Source
    flow: Flow
    versions: tuple[int, ...]


async def candidate(bench: SandboxBench, actor: Actor, source: Source) -> Candidate:
    """What there is to know of a source. Raises UnknownProcess, UnknownVersion."""
    services = bench.services
    history = await services.flows.history(actor, source.process_type)
    flow = await flow_of(bench, actor, source.process_type, source.version)
    return Candidate(source, flow, tuple(row.number for row in history.versions))


async def flow_of(bench: SandboxBench, actor: Actor, process_type: str, version: int | None) -> Flow:
    """A version of a flow; None is the draft."""
    if version is None:
        return (await bench.services.editing.open(actor, process_type)).flow
    return await bench.services.standings.version(actor, process_type, version)


def version_choices(versions: Sequence[int]) -> dict[int, str]:
    """“Draft”, and every version."""
    return {DRAFT: "Draft", **{number: f"Version {number}" for number in versions}}


class SourceForm:
    """The form; `read` gives the source as it was filled in."""

    def __init__(
        self,
        bench: SandboxBench,
        chosen: Candidate,
        zone: tzinfo,
        removed: Callable[[SourceForm], None] | None,
        *,
        unfolded: bool,
    ) -> None:
        """`removed` is None for the flow that the run is about: it stays."""
        self._bench = bench
        self._flow = chosen.flow
        self._zone = zone
        source = chosen.source
        self.process_type = source.process_type
        with ui.element("section").classes("source") as self.element:
            self._head(chosen, removed)
            self._opened = ui.switch("Open from the beginning", value=source.opened).classes("inspect-switch")
            self._opened.props("dense")
            ui.label("Else an event, what the customer says or another flow may start it.").classes(
                "muted small"
            )
            with (
                ui.expansion("Data", value=unfolded)
                .props("dense dense-toggle switch-toggle-side")
                .classes("later")
            ):
                self._place = ui.element("div").classes("value-fields")
            self._fill(source.data)

    def _head(self, chosen: Candidate, removed: Callable[[SourceForm], None] | None) -> None:
        with ui.element("div").classes("source-head"):
            ui.label(chosen.flow.name).classes("strong grow")
            self._version = ui.select(
                version_choices(chosen.versions),
                value=chosen.source.version or DRAFT,
                on_change=self._other_version,
            ).props('outlined dense options-dense aria-label="Version"')
            self._version.mark(f"version-{self.process_type}")
            if removed is not None:
                leave = ui.button(icon="close", color=None, on_click=lambda: removed(self)).classes("quiet")
                leave.props("flat round dense")
                leave.props["aria-label"] = f"Leave out {chosen.flow.name}"

    def read(self) -> Source | None:
        """The source; None: the form says what doesn't fit."""
        data = self._inputs.read()
        if data is None:
            return None
        return Source(self.process_type, self._version.value or None, bool(self._opened.value), data)

    def _fill(self, values: Mapping[str, Any]) -> None:
        self._place.clear()
        with self._place:
            self._inputs = ValueInputs(self._flow.data, values, self._zone)
            if not self._flow.data:
                ui.label("This flow keeps no data.").classes("muted small")

    async def _other_version(self, event: events.ValueChangeEventArguments[Any]) -> None:
        async def work(actor: Actor) -> None:
            version = event.value or None
            self._flow = await flow_of(self._bench, actor, self.process_type, version)
            setup = await self._bench.services.sandbox.default_setup(actor, self.process_type, version)
            known = self._inputs.read() or {}
            self._fill({**setup.sources[0].data, **{k: v for k, v in known.items() if k in self._flow.data}})

        await self._bench.acting(work)()
