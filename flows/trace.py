"""Why a decision fell as it did: every candidate, every clause with its values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from flows.guards import ClauseTrace

Verdict = Literal["taken", "guard", "unsure", "later"]
"""`guard`: its condition was false; `unsure`: confidence below `min_confidence`; `later`: an earlier one was taken."""

Outcome = Literal[
    "started", "taken", "stayed", "unmatched",
    "terminal", "no_candidate", "guards_failed", "late", "too_deep", "unknown_state",
]  # fmt: skip
"""What became of a change. The last six: nothing was stored."""


class CandidateTrace(NamedTuple):
    """One transition that listened, and what became of it."""

    transition: str
    verdict: Verdict
    clauses: tuple[ClauseTrace, ...] = ()


class StepTrace(NamedTuple):
    """One round of candidates: the change's own, then those of `always` and of answers already known."""

    cause: str
    state: str
    taken: str | None
    to_state: str | None
    candidates: tuple[CandidateTrace, ...]


class Trace(NamedTuple):
    """The whole decision. `dropped` names values that didn't fit, with the reason; `notes` say what was left undone."""

    outcome: Outcome
    steps: tuple[StepTrace, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    flagged: bool = False
    """The chain limit was met: someone should look at this map."""

    @property
    def applied(self) -> bool:
        """Whether the binding changed."""
        return self.outcome in ("started", "taken", "stayed", "unmatched")

    @property
    def taken(self) -> str | None:
        """The last transition taken."""
        return next((step.taken for step in reversed(self.steps) if step.taken), None)

    def as_json(self) -> dict[str, Any]:
        """JSON values, for the history."""
        shown = _shown(self._asdict())
        assert isinstance(shown, dict)
        return shown


def as_trace(stored: Mapping[str, Any]) -> Trace:
    """What `as_json` made, as a trace again; dates in clauses stay text."""
    steps = [
        StepTrace(
            step["cause"], step["state"], step["taken"], step["to_state"],
            tuple(_candidate(one) for one in step["candidates"]),
        )
        for step in stored["steps"]
    ]  # fmt: skip
    dropped = tuple((name, why) for name, why in stored["dropped"])
    return Trace(stored["outcome"], tuple(steps), dropped, tuple(stored["notes"]), stored["flagged"])


def _candidate(stored: Mapping[str, Any]) -> CandidateTrace:
    from flows.guards import ClauseTrace

    clauses = [ClauseTrace(*(clause[name] for name in ClauseTrace._fields)) for clause in stored["clauses"]]
    return CandidateTrace(stored["transition"], stored["verdict"], tuple(clauses))


def _shown(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {key: _shown(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
