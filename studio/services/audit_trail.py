"""The audit trail as admins read and export it. Each call that reads raises RoleTooLow for others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable

from sqlmodel import Session

from runtime.store import audit
from runtime.store.audit import Entry as Entry
from runtime.store.audit import ObjectKind
from runtime.store.audit import Search as Search
from runtime.store.session import Database
from runtime.users.actor import Actor

PER_PAGE = 100
EXPORTED_AT_ONCE = 500
"""Lines that are held in memory at a time."""
COLUMNS = ("time", "actor", "actor kind", "address", "act", "kind", "object", "detail")
_BEGINS_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula, full-width forms too (OWASP, CSV Injection)."""


class AuditTrail:
    """Who did what to what, from where, when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, actor: Actor, search: Search, before: int | None = None) -> tuple[Entry, ...]:
        """Lines that fit, newest first, at most 100; older than the line of that `order` where one is given."""
        actor.require("admin")
        return await self._page(search, before, PER_PAGE)

    async def people(self, actor: Actor) -> tuple[str, ...]:
        """Everybody who ever did something, by the names they had then."""
        actor.require("admin")
        return await self._database.read(audit.actors)

    async def export(self, actor: Actor, search: Search) -> AsyncIterator[str]:
        """Lines that fit, newest first, as pieces of one CSV file; that it was exported is noted first.

        RFC 4180, to be written as UTF-8: a byte order mark, which Excel wants, is its first character. A cell that a
        spreadsheet would take for a formula has a ' before it. Times are UTC in ISO 8601.
        """
        actor.require("admin")
        asked = {name: str(value) for name, value in search._asdict().items() if value}
        await self._database.write(
            lambda session: audit.note(session, actor, "audit.exported", "audit", "", asked)
        )
        return self._pieces(search)

    async def refused(self, actor: Actor, what: str, kind: ObjectKind, object_id: str) -> None:
        """Note what somebody who is signed in tried and may not; `what` is a word of ours, never theirs."""
        await self._database.write(
            lambda session: audit.note_refused(session, actor, kind, object_id, {"what": what})
        )

    async def _pieces(self, search: Search) -> AsyncIterator[str]:
        yield "\ufeff" + _csv([COLUMNS])
        before: int | None = None
        while lines := await self._page(search, before, EXPORTED_AT_ONCE):
            yield _csv(map(_cells, lines))
            before = lines[-1].order

    async def _page(self, search: Search, before: int | None, limit: int) -> tuple[Entry, ...]:
        def read(session: Session) -> tuple[Entry, ...]:
            return tuple(audit.page(session, search, before=before, limit=limit))

        return await self._database.read(read)


def _cells(entry: Entry) -> list[str]:
    detail = json.dumps(dict(entry.detail), ensure_ascii=False, sort_keys=True) if entry.detail else ""
    at = entry.at.isoformat(timespec="milliseconds")
    return [
        at, entry.actor, entry.actor_kind, entry.origin, entry.act, entry.kind, entry.object_id, detail,
    ]  # fmt: skip


def _csv(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    # With every cell in quotes, a separator within one is none, whichever a spreadsheet goes by.
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: str) -> str:
    risky = cell[:1] in ("\t", "\r", "\n") or cell.lstrip().startswith(_BEGINS_FORMULA)
    return f"'{cell}" if risky else cell
