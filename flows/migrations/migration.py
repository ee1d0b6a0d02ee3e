"""A migration: a pure function from the plain document of one version of the language to that of the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flows.limits import Path
from flows.reader import Lines


class Remark(NamedTuple):
    """What the author of an older file should know: what is called otherwise now, or means something else."""

    words: str
    path: Path
    """Where it was in the older document."""
    line: int | None = None
    """1-based; None where the document has no text."""

    def on(self, lines: Lines | None) -> Remark:
        """The same, with its line."""
        return self._replace(line=None if lines is None else lines.nearest(self.path))


class Migrated(NamedTuple):
    """The document one version later."""

    value: Mapping[str, Any]
    """A new one, with the `schema` of its version; the older one stays as it was."""
    moved: Mapping[Path, Path] = {}
    """Path now → path before, of what stands elsewhere or is called otherwise; what it holds goes with it."""
    remarks: tuple[Remark, ...] = ()


class Migration(NamedTuple):
    """How documents of one version become the next."""

    since: str
    """The `schema` that it reads: `converse.flow/v1`."""
    migrate: Callable[[Mapping[str, Any]], Migrated]
    """Pure. It leaves alone what it doesn't know: whether that is a mistake is said later, at its line."""
