"""The one place that reads the clock. All times are UTC."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """Now, in UTC. SQLite has no clock of its own: the machine's is the database's."""
    return _source()


@contextmanager
def reading(source: Callable[[], datetime]) -> Iterator[None]:
    """Read another clock in this process for a while, as tests do."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
