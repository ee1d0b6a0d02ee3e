"""Somebody new to invite, or somebody to change: their name, their email, and what they may do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from runtime.errors import InvalidUser, LastAdmin, NameTaken, UnknownProcess
from runtime.users.actor import Actor
from studio import toast
from studio.panels.people.access_form import Access, AccessForm
from studio.panels.people.failed import Failed
from studio.services.users import Invitation, UserLine
from studio.visit import Visit

MOST_LETTERS = 80

Invited = Callable[[str, Invitation], None]


class UserDialog:
    """The dialog, for both."""

    def __init__(self, visit: Visit, invited: Invited, changed: Callable[[Actor], Awaitable[None]]) -> None:
        """`invited` gets the name and the link of somebody new; `changed` follows whenever something was stored."""
        self._visit = visit
        self._invited, self._changed = invited, changed
        self._user: UserLine | None = None
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            self._title = ui.label().classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                with ui.element("div").classes("two-fields"):
                    self._name = ui.input("Name").props(f"outlined dense autofocus maxlength={MOST_LETTERS}")
                    self._email = ui.input("Email (optional)").props(
                        "outlined dense type=email maxlength=254"
                    )
                self._access = AccessForm()
            self._failed = Failed()
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                self._go = ui.button("", on_click=visit.acting(self._do)).classes("main")
                self._go.props("unelevated no-caps").mark("store-user")

    def open(self, titles: Mapping[str, str], user: UserLine | None = None) -> None:
        """Ask about somebody new, or about this user; `titles` are the flows there are, by process type."""
        self._user = user
        self._title.text = "Invite somebody" if user is None else f"Edit “{user.name}”"
        self._go.text = "Make the invitation" if user is None else "Save"
        self._name.value, self._email.value = ("", "") if user is None else (user.name, user.email or "")
        if user is None:
            self._access.show(titles, "viewer")
        else:
            self._access.show(titles, user.role, user.grants)
        self._failed.say("")
        self._dialog.open()

    async def _do(self, actor: Actor) -> None:
        access = self._access.access()
        if access.role is None and not access.grants:
            self._failed.say("Add at least one flow, or choose a role.")
            return
        self._failed.say("")
        try:
            if self._user is None:
                await self._invite(actor, access)
            else:
                await self._store(actor, self._user, access)
        except (InvalidUser, LastAdmin, NameTaken, UnknownProcess) as error:
            self._failed.say(str(error))

    async def _invite(self, actor: Actor, access: Access) -> None:
        name = (self._name.value or "").strip()
        users = self._visit.services.users
        invitation = await users.invite(actor, name, self._typed_email(), access.role, access.grants)
        self._dialog.close()
        self._invited(name, invitation)
        await self._changed(actor)

    async def _store(self, actor: Actor, user: UserLine, access: Access) -> None:
        name, email = (self._name.value or "").strip(), self._typed_email()
        users = self._visit.services.users
        if (access.role, dict(access.grants)) != (user.role, dict(user.grants)):
            await users.change(actor, user.id, role=access.role, grants=access.grants)
        if (name, email) != (user.name, user.email):
            await users.rename(actor, user.id, name, email)
        self._dialog.close()
        toast.done(f"“{name}” is saved; it counts from now on.")
        await self._changed(actor)

    def _typed_email(self) -> str | None:
        return (self._email.value or "").strip() or None
