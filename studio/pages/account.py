"""`/account`: who one is here, one's password, and where one is signed in."""

from __future__ import annotations

from nicegui import ui

from runtime.users.actor import Actor
from studio import toast
from studio.frame import frame, heading
from studio.panels.people.password_form import password_form
from studio.panels.people.role_words import grant_words, role_meaning, role_words
from studio.panels.people.session_table import SessionTable
from studio.services.account import AccountView
from studio.visit import StudioPage, Visit

EVERY_SECONDS = 5.0


class AccountPage:
    """The open page."""

    def __init__(self, visit: Visit, view: AccountView, titles: dict[str, str]) -> None:
        self._visit, self._view, self._titles = visit, view, titles

    def build(self) -> None:
        """Put the page together."""
        with frame(self._visit, "Account"):
            heading("Account")
        with ui.element("main").classes("people-page account-page"):
            if self._visit.query.get("done") == "password":
                with ui.element("div").classes("banner banner-ok").props("role=status"):
                    ui.icon("check_circle")
                    ui.label("Your password is changed. Every other browser was signed out.")
            self._person()
            self._password()
            with _part("Where you are signed in"):
                self._sessions = SessionTable(self._end)
                self._sessions.show(self._view.sessions)
        self._visit.every(EVERY_SECONDS, self._look)

    def _person(self) -> None:
        view = self._view
        with _part("You"):
            ui.label(view.name).classes("account-name")
            if view.email:
                ui.label(view.email).classes("muted")
            with ui.element("div").classes("account-role"):
                ui.label(role_words(view.role)).classes("badge badge-published")
                ui.label(role_meaning(view.role))
            for words in grant_words(view.grants, self._titles):
                ui.label(words).classes("account-grant")
            if not self._visit.may("admin"):
                ui.label("An admin can change your name, your email and your role.").classes("muted small")

    def _password(self) -> None:
        view = self._view
        with _part("Password"):
            if view.oidc:
                ui.label("You sign in with your company's identity provider.")
            if not view.has_password:
                words = "You have no password here yet; with one, you can sign in without a link."
                ui.label(words).classes("muted small")
            password_form(view.name, self._visit.form_token, has_one=view.has_password)

    async def _look(self, actor: Actor) -> None:
        view = await self._visit.services.account.view(actor, self._visit.cookie)
        self._sessions.show(view.sessions)

    async def _end(self, session_id: str) -> None:
        async def end(actor: Actor) -> None:
            await self._visit.services.account.revoke(actor, session_id)
            toast.done("That session has ended.")

        await self._visit.acting(end)()
        await self._visit.acting(self._look)()  # asked anew: it may have been this very session


def _part(title: str) -> ui.element:
    part = ui.element("section").classes("card")
    with part:
        ui.label(title).classes("section-title").props("role=heading aria-level=2")
    return part


async def build(visit: Visit) -> None:
    """Build the page."""
    view = await visit.services.account.view(visit.actor, visit.cookie)
    standings = await visit.services.flows.standings(visit.actor)
    AccountPage(visit, view, {one.process_type: one.title for one in standings}).build()


PAGE = StudioPage("/account", build, "viewer")
