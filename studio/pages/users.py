"""`/users`: who may come in, and what each may do. For admins."""

from __future__ import annotations

from nicegui import ui

from runtime.users.actor import Actor
from studio import toast
from studio.frame import titled
from studio.panels.people.question import Question
from studio.panels.people.session_dialog import SessionDialog
from studio.panels.people.shown_once import ShownOnce
from studio.panels.people.user_dialog import UserDialog
from studio.panels.people.user_table import UserTable
from studio.services.users import Invitation, UserLine
from studio.visit import StudioPage, Visit
from studio.words import plural

EVERY_SECONDS = 5.0
VALID = {"invite": "7 days", "reset": "one hour"}
"""How long each link is good for, in words."""


class UsersPage:
    """The open page."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._titles: dict[str, str] = {}

    async def build(self) -> None:
        """Put the page together."""
        visit = self._visit
        self._editing = UserDialog(visit, self._show_link, self._look)
        self._link = ShownOnce("Link", path=True)
        self._sessions = SessionDialog(visit, self._look)
        self._question = Question(visit)
        with titled(visit, "Users"):
            self._header()
        with ui.element("main").classes("people-page"):
            self._sums = ui.label().classes("muted summary")
            acts = {
                "edit": self._edit, "link": self._ask_for_link, "sessions": self._list_sessions,
                "disable": self._ask_to_disable, "enable": self._enable,
            }  # fmt: skip
            self._table = UserTable(visit.actor.id, acts)
            self._alone = ui.element("div").classes("people-alone")
            with self._alone:
                ui.label("You are the only one so far.").classes("strong")
                ui.label(
                    "Invite the people you work with: each gets a link, chooses a password, and may do what you say."
                )
        await self._look(visit.actor)
        visit.every(EVERY_SECONDS, self._look)

    def _header(self) -> None:
        self._search = ui.input(placeholder="Find somebody", on_change=self._searched)
        self._search.props('outlined dense clearable debounce=150 type=search aria-label="Find somebody"')
        self._search.classes("search")
        with self._search.add_slot("prepend"):
            ui.icon("search")
        invite = ui.button("Invite", icon="person_add", on_click=lambda: self._editing.open(self._titles))
        invite.props("unelevated no-caps").classes("main").mark("invite")

    async def _look(self, actor: Actor) -> None:
        services = self._visit.services
        standings = await services.flows.standings(actor)
        self._titles = {one.process_type: one.title for one in standings}
        users = await services.users.listing(actor)
        self._table.show(users, self._titles)
        self._sums.text = _summary(users)
        self._alone.set_visibility(len(users) == 1)

    def _searched(self) -> None:
        self._table.search(self._search.value or "")

    def _edit(self, user: UserLine) -> None:
        self._editing.open(self._titles, user)

    def _show_link(self, name: str, link: Invitation) -> None:
        joins = link.kind == "invite"
        path = "/join" if joins else "/reset"
        what = "chooses a password and is in" if joins else "chooses a new password"
        self._link.open(
            f"{'Invitation' if joins else 'New password'} for “{name}”",
            f"Whoever opens this link {what}. It works once, and for {VALID[link.kind]}. "
            "The studio sends nothing: send it yourself, to nobody else.",
            f"{path}?token={link.token}",
            "It is shown only now. Where it gets lost, make another; the older one is worth nothing then.",
        )

    def _ask_for_link(self, user: UserLine) -> None:
        async def make(actor: Actor) -> None:
            self._show_link(user.name, await self._visit.services.users.new_link(actor, user.id))
            await self._look(actor)

        if user.joined:
            words = "With it, they choose a new password; all their browsers are signed out then."
            self._question.ask(
                f"Make a link for a new password of “{user.name}”?", words, "Make the link", make
            )
        else:
            words = "An invitation that they got before is worth nothing then."
            self._question.ask(
                f"Make a new invitation for “{user.name}”?", words, "Make the invitation", make
            )

    def _ask_to_disable(self, user: UserLine) -> None:
        async def disable(actor: Actor) -> None:
            await self._visit.services.users.disable(actor, user.id)
            toast.done(f"“{user.name}” can't come in any more.")
            await self._look(actor)

        self._question.ask(
            f"Disable “{user.name}”?",
            "They are signed out everywhere at once, and their links are worth nothing. What they did stays in the "
            "audit trail; you can enable them again.",
            "Disable",
            disable,
        )

    async def _enable(self, user: UserLine) -> None:
        async def enable(actor: Actor) -> None:
            await self._visit.services.users.enable(actor, user.id)
            toast.done(f"“{user.name}” may come in again.")
            await self._look(actor)

        await self._visit.acting(enable)()

    async def _list_sessions(self, user: UserLine) -> None:
        await self._sessions.open(user)


def _summary(users: tuple[UserLine, ...]) -> str:
    disabled = sum(user.disabled for user in users)
    invited = sum(not user.joined and not user.disabled for user in users)
    parts = [plural(len(users), "user")]
    parts += [f"{invited} invited"] if invited else []
    parts += [f"{disabled} disabled"] if disabled else []
    return " · ".join(parts)


async def build(visit: Visit) -> None:
    """Build the page."""
    await UsersPage(visit).build()


PAGE = StudioPage("/users", build, "admin")
