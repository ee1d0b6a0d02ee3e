"""The drawer's “Steps”: the timeline, the ways the run went, and why the step we are at went as it did."""

from __future__ import annotations

from typing import Any

from nicegui.element import Element

from flows.called import state_name
from flows.words import readable
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.comparison import ComparisonDialog
from studio.panels.sandbox.explanation import explanation
from studio.panels.sandbox.moments import zone_of
from studio.panels.sandbox.rows import news, step_row
from studio.services.sandbox.model import Run


def steps(bench: SandboxBench) -> None:
    """Build the panel here."""
    StepLine(bench)
    Explanation(bench)


class StepLine(Element, component="step_line.js"):
    """The timeline. Only steps that it doesn't show yet are sent."""

    def __init__(self, bench: SandboxBench) -> None:
        super().__init__()
        self._bench = bench
        self._comparison = ComparisonDialog(bench)
        self._line = bench.run.line
        self.props["first"] = {"rows": self._rows(self._line), **_dress(bench.run)}
        self.on("go", lambda event: bench.go(str(event.args.get("id", ""))))
        self.on("compare", bench.acting(self._comparison.open))
        bench.on_run(self._show)

    def _show(self) -> None:
        run = self._bench.run
        # A step stays the same object as long as its run lives; comparing two by their values would take long.
        before = [id(step) for step in self._line]
        keep, _ = news(before, [id(step) for step in run.line])
        self._line = run.line
        self.run_method("turn", {"keep": keep, "rows": self._rows(run.line[keep:]), **_dress(run)})

    def _rows(self, line: tuple[Any, ...]) -> list[dict[str, Any]]:
        zone = zone_of(self._bench.flow)
        return [step_row(step, self._state, zone) for step in line]

    def _state(self, process_type: str, state: str) -> str:
        flow = next((one for one in self._bench.flows if one.process_type == process_type), None)
        return readable(state) if flow is None else state_name(flow, state)


class Explanation(Element, component="explanation.js"):
    """Why the step we are at went as it did."""

    def __init__(self, bench: SandboxBench) -> None:
        super().__init__()
        self._bench = bench
        self.props["first"] = self._explained()
        bench.on_run(self._show)

    def _show(self) -> None:
        self.run_method("show", self._explained())

    def _explained(self) -> dict[str, Any]:
        bench = self._bench
        return explanation(bench.run.step, bench.flows, zone_of(bench.flow))


def _dress(run: Run) -> dict[str, Any]:
    real = 0 if run.real is None else run.real.steps
    return {"here": run.here, "forks": [fork._asdict() for fork in run.forks], "real": real}
