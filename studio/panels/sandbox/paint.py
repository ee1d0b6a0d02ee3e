"""What is painted over the map of a run: where its processes stand, the way they took, what scenarios cover. Pure."""

from __future__ import annotations

from collections import Counter

from flows.model import Flow
from flows.scenario import Coverage
from studio.canvas.overlay import Overlay, Taken, walked
from studio.services.sandbox.model import BindingRow, Run


def run_paint(run: Run, flow: Flow) -> Overlay:
    """The processes of `flow` as they stand at this step of the run."""
    bindings = [one for one in run.step.bindings if one.process_type == flow.process_type]
    visits: Counter[str] = Counter()
    way: list[Taken] = []
    for binding in bindings:
        visits.update(binding.visits)
        way += walked(flow, binding.path, _latest(run, binding))
    return Overlay({one.state: place for place, one in enumerate(bindings)}, dict(visits), way)


def coverage_paint(coverage: Coverage) -> Overlay:
    """Which transitions scenarios take."""
    return Overlay(covered=coverage.taken, missed=coverage.missed)


def _latest(run: Run, binding: BindingRow) -> int:
    """How many transitions the process took in this step."""
    return sum(len(row.taken) for row in run.step.told if row.binding_id == binding.binding_id)
