"""What of a flow's values is somebody's: for whoever shows or keeps values without needing those."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import zip_longest
from typing import Any

from flows.findings.places import clause_paths
from flows.guard_model import Clause, Guard
from flows.guards import ClauseTrace
from flows.model import Flow
from flows.trace import CandidateTrace, StepTrace, Trace

HIDDEN = "•••"
_OF_NOBODY = frozenset({"locale", "timezone", "opted_out", "tags", "preferred_channel"})
"""What a contact has that says nothing about who they are."""
WORDS = "event.message"
"""What the customer wrote."""


def personal_fields(flow: Flow) -> frozenset[str]:
    """The data fields marked `pii`."""
    return frozenset(name for name, field in flow.data.items() if field.pii)


def is_personal(fields: Collection[str], path: str) -> bool:
    """Whether what a condition reads at `path` is personal, where these data fields are."""
    root, _, rest = path.partition(".")
    if root == "contact":
        return rest not in _OF_NOBODY
    return path == WORDS or any(part in fields for part in rest.split("."))


def without_personal(fields: Collection[str], value: Any) -> Any:
    """The value with ••• for what is in one of these fields, however deep."""
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if name in fields and inner is not None else without_personal(fields, inner)
            for name, inner in value.items()
        }
    return [without_personal(fields, inner) for inner in value] if isinstance(value, list | tuple) else value


def impersonal(flow: Flow, trace: Trace) -> Trace:
    """A decision's trace that says how it fell, and nothing personal."""
    return trace._replace(steps=tuple(_step(flow, step) for step in trace.steps))


def _step(flow: Flow, step: StepTrace) -> StepTrace:
    if not any(one.clauses for one in step.candidates):
        return step
    fields = personal_fields(flow)
    guards = {transition.id: transition.when for transition in flow.transitions}
    return step._replace(
        candidates=tuple(_candidate(fields, guards.get(one.transition), one) for one in step.candidates)
    )


def _candidate(fields: Collection[str], guard: Guard | None, one: CandidateTrace) -> CandidateTrace:
    written = tuple(clause for _, clause in clause_paths(guard)) if guard is not None else ()
    return one._replace(
        clauses=tuple(
            _clause(fields, judged, clause)
            for judged, clause in zip_longest(one.clauses, written[: len(one.clauses)])
        )
    )


def _clause(fields: Collection[str], judged: ClauseTrace, written: Clause | None) -> ClauseTrace:
    """A literal that a value was compared with stands in the map; what was read to compare with may be personal."""
    read = written.value.get("field") if written is not None and isinstance(written.value, Mapping) else None
    return judged._replace(
        actual=_shown(fields, judged.field, judged.actual),
        expected=judged.expected if read is None else _shown(fields, str(read), judged.expected),
    )


def _shown(fields: Collection[str], path: str, value: Any) -> Any:
    if is_personal(fields, path):
        return None if value is None else HIDDEN
    return without_personal(fields, value)
