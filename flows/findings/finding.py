"""What a check of a flow says: a sentence a business user understands, and where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from typing import Any, Literal, NamedTuple

from flows.model import Flow

Severity = Literal["error", "warning", "hint"]
Kind = Literal["flow", "state", "transition", "intent", "message", "data"]
Path = tuple[str | int, ...]
"""A way into the document: `("transitions", 2, "to_state")`."""


class At(NamedTuple):
    """What a finding is about. `id` is the flow's process type for `flow`."""

    kind: Kind
    id: str


class Fix(NamedTuple):
    """A mechanical way to mend it: set `path` to `value`, or remove what is there; `words` tell a person."""

    op: Literal["set", "remove"]
    path: Path
    words: str
    value: Any = None

    def as_json(self) -> dict[str, Any]:
        fix: dict[str, Any] = {"op": self.op, "path": list(self.path), "words": self.words}
        return fix if self.op == "remove" else {**fix, "value": self.value}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found. `line` is 1-based, None where the flow has no text."""

    code: str
    severity: Severity
    at: At
    message: str
    path: Path
    """Where in the document; not part of the JSON."""
    line: int | None = None
    fix: Fix | None = None
    scenario: Mapping[str, Any] | None = None
    """A scenario, as it stands in a flow file, that plays it."""

    def as_json(self) -> dict[str, Any]:
        """`{code, severity, at: {kind, id}, line, message}`, with `fix` and `scenario` if there are any."""
        found: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity,
            "at": self.at._asdict(),
            "line": self.line,
            "message": self.message,
        }
        if self.fix is not None:
            found["fix"] = self.fix.as_json()
        if self.scenario is not None:
            found["scenario"] = dict(self.scenario)
        return found

    def on(self, line: int | None) -> Finding:
        """The same, with its line."""
        return replace(self, line=line)


class Check(NamedTuple):
    """A check and every code it may give. It raises nothing, whatever flow could be loaded."""

    codes: Mapping[str, Severity]
    find: Callable[[Flow], Iterator[Finding]]
    explores: bool = False
    """Whether it goes through the flow, which takes seconds for a large one; others take milliseconds."""


_MOST_LIKELY = 100
"""How many words one may be a misspelling of; among more, only those that begin or end alike are looked at."""


def did_you_mean(
    word: str, known: Mapping[str, str], path: Path, *, cutoff: float = 0.6
) -> tuple[str, Fix | None]:
    """The end of a sentence and the fix, for a word that isn't among `known`: word → what the file is to say there."""
    likely: Iterable[str] = known
    if len(known) > _MOST_LIKELY:
        alike = (one for one in known if one.startswith(word[:2]) or one.endswith(word[-2:]))
        likely = islice(alike, _MOST_LIKELY)
    meant = next(iter(get_close_matches(word, list(likely), n=1, cutoff=cutoff)), None)
    if meant is None:
        return "", None
    return f" Did you mean “{known[meant]}”?", Fix("set", path, f"Use “{known[meant]}”.", meant)
