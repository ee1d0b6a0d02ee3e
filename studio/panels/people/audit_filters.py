"""What is wanted of the audit trail: words, acts, who, from when to when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui import events, ui

from studio.audit_query import AuditQuery, known_zone, read_day
from studio.services.audit_words import choices

_TELL_ZONE = "emitEvent('audit_zone', Intl.DateTimeFormat().resolvedOptions().timeZone)"
_ANYBODY = ""


class AuditFilters:
    """The fields. `query` is what they say."""

    def __init__(self, query: AuditQuery, changed: Callable[[], Awaitable[None]]) -> None:
        acts = {"": "Everything", **choices()}
        self.query = query = query if query.act in acts else query._replace(act="")
        self._changed = changed
        self._offered: dict[str, str] = {}
        with ui.element("div").classes("audit-filters").props('role=search aria-label="Audit trail"'):
            self._text = ui.input("Find", value=query.text, on_change=self._typed)
            self._text.props("outlined dense clearable debounce=250 type=search").mark("audit-text")
            self._act = ui.select(acts, label="What", value=query.act, on_change=self._chosen)
            self._act.props("outlined dense options-dense").mark("audit-act")
            self._person = ui.select(
                {_ANYBODY: "Anybody"}, label="Who", value=_ANYBODY, on_change=self._chosen, with_input=True
            )
            self._person.props("outlined dense options-dense").mark("audit-person")
            self._first = _day("From", query.first, self._chosen).mark("audit-from")
            self._last = _day("Until", query.last, self._chosen).mark("audit-until")
        self.offer([])
        ui.on("audit_zone", self._zoned)
        ui.run_javascript(_TELL_ZONE)

    def offer(self, people: Sequence[str]) -> None:
        """Those who are in the trail."""
        names = dict.fromkeys([*people, *filter(None, [self.query.person])])
        offered = {_ANYBODY: "Anybody", **{name: name for name in names}}
        if offered != self._offered or self._person.value != self.query.person:
            self._offered = offered
            self._person.set_options(offered, value=self.query.person)

    async def only(self, person: str) -> None:
        """What this one did, besides the other filters."""
        self._offered.setdefault(person, person)
        self._person.set_options(self._offered, value=person)

    async def _typed(self, _event: events.ValueChangeEventArguments[Any]) -> None:
        await self._take(self.query._replace(text=(self._text.value or "").strip()[:200]))

    async def _chosen(self, _event: events.ValueChangeEventArguments[Any]) -> None:
        await self._take(
            self.query._replace(
                act=self._act.value or "", person=self._person.value or "", first=read_day(self._first.value),
                last=read_day(self._last.value),
            )
        )  # fmt: skip

    async def _zoned(self, event: events.GenericEventArguments) -> None:
        await self._take(self.query._replace(zone=known_zone(event.args)))

    async def _take(self, query: AuditQuery) -> None:
        asked, self.query = self.query.search(), query
        if query.search() != asked:
            await self._changed()


def _day(label: str, day: Any, chosen: Callable[..., Any]) -> ui.input:
    field = ui.input(label, value=day.isoformat() if day else "", on_change=chosen)
    return field.props("outlined dense stack-label clearable type=date")
