"""`/keys`: the keys that other programs call the API with. For admins."""

from __future__ import annotations

from nicegui import ui

from runtime import clock
from runtime.users.actor import Actor
from studio import toast
from studio.frame import titled
from studio.panels.people.key_dialog import KeyDialog
from studio.panels.people.key_table import KeyTable, is_good
from studio.panels.people.question import Question
from studio.panels.people.shown_once import ShownOnce
from studio.services.keys import KeyLine, Made
from studio.visit import StudioPage, Visit
from studio.words import plural

EVERY_SECONDS = 5.0
EXAMPLE = """\
curl %s/api/v1/events \\
  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
  -d '{"event": "payment_received", "event_id": "bank-1",
       "reference": {"field": "invoice_id", "value": "INV-7"}}'"""
EXAMPLE_NEEDS = (
    "The address is the API's on the machine that runs this studio; from elsewhere it is the one you gave it. "
    "This example needs the scope “events”."
)


class KeysPage:
    """The open page."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._keys: tuple[KeyLine, ...] = ()

    async def build(self) -> None:
        """Put the page together."""
        visit = self._visit
        self._making = KeyDialog(visit, self._show)
        self._token = ShownOnce("API key")
        with self._token.below:
            ui.label("A program sends it with each request, here with $KEY in its place:").classes(
                "muted small"
            )
            self._example()
            ui.label(EXAMPLE_NEEDS).classes("muted small")
        self._question = Question(visit)
        with titled(visit, "API keys"):
            make = ui.button("New key", icon="add", on_click=self._making.open)
            make.props("unelevated no-caps").classes("main").mark("new-key")
        with ui.element("main").classes("people-page"):
            with ui.element("div").classes("people-bar") as self._bar:
                self._sums = ui.label().classes("muted summary")
                self._all = ui.switch("Revoked and expired, too", on_change=self._list).props("dense")
            self._table = KeyTable(self._ask)
            self._own = ui.label("The installation's own key, which may do everything, isn't listed.")
            self._own.classes("muted small people-below")
            self._empty()
        await self._look(visit.actor)
        visit.every(EVERY_SECONDS, self._look)

    def _empty(self) -> None:
        with ui.element("div").classes("empty keys-empty") as self._none:
            ui.icon("vpn_key", size="48px").classes("muted")
            ui.label("No API keys yet").classes("empty-title").props("role=heading aria-level=2")
            ui.label(
                "Your other programs speak to this installation with a key: they tell what happened, start processes, "
                "hand in messages. Give each program a key of its own that may do just what it needs."
            )
            self._example()
            ui.label(EXAMPLE_NEEDS).classes("muted small")

    def _example(self) -> None:
        with ui.element("pre").classes("example").props("tabindex=0 aria-label=Example"):
            ui.label(EXAMPLE % self._visit.services.keys.api_address)

    async def _look(self, actor: Actor) -> None:
        self._keys = await self._visit.services.keys.listing(actor)
        self._list()

    def _list(self) -> None:
        now = clock.now()
        good = [key for key in self._keys if is_good(key, now)]
        self._table.show(self._keys if self._all.value else good, now)
        self._sums.text = f"{plural(len(good), 'key')} in use"
        for part in (self._bar, self._table.element, self._own):
            part.set_visibility(bool(self._keys))
        self._all.set_visibility(len(good) < len(self._keys))
        self._none.set_visibility(not self._keys)

    async def _show(self, actor: Actor, name: str, made: Made) -> None:
        self._token.open(
            f"The key “{name}”",
            "Put it where the program keeps its secrets, and nowhere else.",
            made.token,
            "It is shown only now, and kept as a hash alone. Where it gets lost, revoke it and make another.",
        )
        await self._look(actor)

    def _ask(self, key: KeyLine) -> None:
        async def revoke(actor: Actor) -> None:
            await self._visit.services.keys.revoke(actor, key.id)
            toast.done(f"The key “{key.name}” is worth nothing any more.")
            await self._look(actor)

        self._question.ask(
            f"Revoke “{key.name}”?",
            "Programs that use it are refused from now on. It can't be taken back: they will need a new key.",
            "Revoke",
            revoke,
        )


async def build(visit: Visit) -> None:
    """Build the page."""
    await KeysPage(visit).build()


PAGE = StudioPage("/keys", build, "admin")
