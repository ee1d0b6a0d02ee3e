"""The sessions of one user, for an admin who wants to end some."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from runtime.users.actor import Actor
from studio import toast
from studio.panels.people.session_table import SessionTable
from studio.services.users import UserLine
from studio.visit import Visit


class SessionDialog:
    """The dialog."""

    def __init__(self, visit: Visit, changed: Callable[[Actor], Awaitable[None]]) -> None:
        """`changed` follows when a session was ended."""
        self._visit, self._changed = visit, changed
        self._user_id = ""
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet wide"):
            self._title = ui.label().classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._table = SessionTable(self._end)
            with ui.element("div").classes("sheet-foot"):
                ui.button("Close", on_click=self._dialog.close).props("flat no-caps autofocus")

    async def open(self, user: UserLine) -> None:
        """Show somebody's sessions."""
        self._user_id = user.id
        self._title.text = f"Sessions of “{user.name}”"
        await self._visit.acting(self._open)()

    async def _open(self, actor: Actor) -> None:
        await self._look(actor)
        self._dialog.open()

    async def _look(self, actor: Actor) -> None:
        self._table.show(await self._visit.services.users.sessions(actor, self._user_id))

    async def _end(self, session_id: str) -> None:
        async def end(actor: Actor) -> None:
            await self._visit.services.users.revoke(actor, session_id)
            toast.done("That session has ended; its open pages can't be used any more.")
            await self._look(actor)
            await self._changed(actor)

        await self._visit.acting(end)()
