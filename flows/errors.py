"""Every error of the flow language.

FlowError
├── FlowTextError           a file that can't be read as a flow; carries line, path and `problems`
│   ├── DigestMismatch      an export whose content was edited after it was published
├── InvalidValue            a value that doesn't fit its data field
├── InvalidDuration
├── InvalidTemplate
├── InvalidGuard
├── InvalidHours
├── UnknownState            a state the flow doesn't have
├── UnknownCalendar
├── DuplicateAction
└── ScenarioError           a scenario's step that can't be played
"""

from __future__ import annotations

from collections.abc import Sequence

from flows.sentences import shortened


class FlowError(Exception):
    """Something is wrong with a flow."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class FlowTextError(FlowError):
    """This text can't be read as a flow."""

    def __init__(
        self,
        message: str | None = None,
        *,
        line: int | None = None,
        path: str = "",
        more: Sequence[FlowTextError] = (),
    ) -> None:
        super().__init__(shortened(message) if message else None)
        self.line = line
        """1-based, where it is known."""
        self.path = path
        """Where in the document, as `transitions[2].trigger`."""
        self.more = tuple(more)
        """What else is wrong with the same text, in file order."""

    @property
    def words(self) -> str:
        """The sentence without its line, for where that stands beside it."""
        place = f"(line {self.line}"
        return str(self).replace(f" {place})", "", 1).replace(f"{place}, column", "(column", 1)

    @property
    def problems(self) -> tuple[FlowTextError, ...]:
        """Everything that is wrong: this error, then `more`."""
        return (self, *self.more)


class DigestMismatch(FlowTextError):
    """The content was edited after this version was exported: its digest no longer fits."""


class InvalidValue(FlowError):
    """This value doesn't fit its data field."""


class InvalidDuration(FlowError):
    """A duration is a number and a unit: 30m, 4h, 2d, 1w, 1mo, 3bd, or ISO 8601."""


class InvalidTemplate(FlowError):
    """A text may hold names, attributes, if/else and the known filters; nothing else."""


class InvalidGuard(FlowError):
    """This condition can't be evaluated."""


class InvalidHours(FlowError):
    """Opening hours read like “Mo-Fr 08:00-20:00; Sa 10:00-14:00”."""


class UnknownState(FlowError):
    """The flow has no such state."""


class UnknownCalendar(FlowError):
    """This calendar of holidays is not known; use a country such as DE or a region such as DE-BY."""


class DuplicateAction(FlowError):
    """Two actions share a type."""


class ScenarioError(FlowError):
    """This step of the scenario can't be played."""
