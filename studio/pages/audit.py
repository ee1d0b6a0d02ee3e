"""`/audit`: who did what to what, from where, when. For admins.

The address says what is searched for, so that it can be kept and passed on: `?person=Ana&act=flow.`
"""

from __future__ import annotations

from nicegui import ui

from runtime.users.actor import Actor
from studio.audit_query import read_query
from studio.frame import titled
from studio.panels.people.audit_filters import AuditFilters
from studio.panels.people.audit_table import AuditTable
from studio.services.audit_trail import PER_PAGE, Entry, Search
from studio.visit import StudioPage, Visit

EVERY_SECONDS = 5.0
_NO_MATCH = "Nothing in the trail fits this."


class AuditPage:
    """The open page. Its first page follows what happens; older ones stand still."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._before: list[int | None] = [None]
        """Where the page that is shown begins, and those before it."""
        self._entries: tuple[Entry, ...] = ()

    async def build(self) -> None:
        """Put the page together."""
        visit = self._visit
        with (
            titled(visit, "Audit trail"),
            ui.element("a").props("download").classes("download").mark("csv") as self._csv,
        ):
            ui.icon("download")
            ui.label("CSV")
        with ui.element("main").classes("people-page"):
            self._filters = AuditFilters(read_query(visit.query), self._searched)
            self._table = AuditTable(self._only)
            self._none = ui.label(_NO_MATCH).classes("muted no-match")
            with ui.element("div").classes("conversation-pages") as self._pages:
                self._newer = ui.button("Newer", icon="chevron_left", on_click=self._to_newer)
                self._older = ui.button("Older", on_click=self._to_older).props("icon-right=chevron_right")
                for button in (self._newer, self._older):
                    button.props("flat dense no-caps")
        self._point()
        await self._look(visit.actor)
        visit.every(EVERY_SECONDS, self._follow)

    async def _follow(self, actor: Actor) -> None:
        if self._before == [None]:
            trail = self._visit.services.audit_trail
            if await trail.page(actor, *self._wanted()) != self._entries:
                await self._look(actor)

    async def _look(self, actor: Actor) -> None:
        trail, wanted = self._visit.services.audit_trail, self._wanted()
        entries = await trail.page(actor, *wanted)
        names, people = await self._names(actor), await trail.people(actor)
        if wanted != self._wanted():  # somebody searched or turned over meanwhile, and is answered by that
            return
        self._entries = entries
        self._table.show(entries, names)
        self._filters.offer(people)
        self._none.set_visibility(not self._entries)
        self._table.element.set_visibility(bool(self._entries))
        older = len(self._entries) == PER_PAGE
        self._pages.set_visibility(older or len(self._before) > 1)
        self._newer.set_enabled(len(self._before) > 1)
        self._older.set_enabled(older)

    def _wanted(self) -> tuple[Search, int | None]:
        return self._filters.query.search(), self._before[-1]

    async def _names(self, actor: Actor) -> dict[str, str]:
        users = await self._visit.services.users.listing(actor)
        keys = await self._visit.services.keys.listing(actor)
        return {user.id: user.name for user in users} | {key.id: key.name for key in keys}

    async def _searched(self) -> None:
        self._before = [None]
        self._point()
        ui.navigate.history.replace(self._filters.query.address("/audit"))
        await self._visit.acting(self._look)()

    async def _only(self, person: str) -> None:
        await self._filters.only(person)

    def _point(self) -> None:
        """The CSV is of what is searched for."""
        self._csv.props["href"] = self._filters.query.address("/audit.csv")

    async def _to_older(self) -> None:
        if self._entries and self._entries[-1].order != self._before[-1]:
            self._before.append(self._entries[-1].order)
            await self._visit.acting(self._look)()

    async def _to_newer(self) -> None:
        if len(self._before) > 1:
            self._before.pop()
            await self._visit.acting(self._look)()


async def build(visit: Visit) -> None:
    """Build the page."""
    await AuditPage(visit).build()


PAGE = StudioPage("/audit", build, "admin")
