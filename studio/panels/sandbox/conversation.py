"""The conversation as the customer sees it: writing as them, pressing buttons, changing the channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import background_tasks
from nicegui.element import Element

from flows.world import happenings as h
from runtime.users.actor import Actor
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.channels import channel_rows
from studio.panels.sandbox.moments import zone_of
from studio.panels.sandbox.rows import message_row, news
from studio.services.sandbox.model import Person, Run

MOST_LETTERS = 4_000


class Conversation(Element, component="conversation.js"):
    """Draws the run's messages; tells what the customer does."""

    def __init__(self, bench: SandboxBench) -> None:
        super().__init__()
        self._bench = bench
        self._messages = bench.run.messages
        self._root = bench.run.line[0]
        self.props["first"] = {"rows": self._rows(self._messages), **_dress(bench.run)}
        self.props["channels"] = channel_rows()
        self.on("say", lambda event: self._do(event.args.get("text"), h.Say))
        self.on("press", lambda event: self._do(event.args.get("title"), h.Press))
        self.on("channel", lambda event: self._do(event.args.get("id"), h.SwitchChannel))
        self.on("writing", self._get_ready)
        bench.on_run(self._show)

    async def _do(self, given: Any, happening: Callable[[str], h.Happening]) -> None:
        words = str(given or "").strip()[:MOST_LETTERS]
        if not words or not await self._bench.do(happening(words)):
            self.run_method("refused")

    def _get_ready(self) -> None:
        """Somebody begins to write: what they write is to be understood at once."""

        async def work(_actor: Actor) -> None:
            await self._bench.services.trying.get_ready()

        background_tasks.create(self._bench.acting(work)(), name="load the detector")

    def _show(self) -> None:
        run = self._bench.run
        anew = run.line[0] is not self._root
        keep, rows = news(() if anew else self._messages, run.messages)
        self._messages, self._root = run.messages, run.line[0]
        self.run_method("turn", {"keep": keep, "rows": self._rows(rows), **_dress(run)})

    def _rows(self, messages: tuple[Any, ...]) -> list[dict[str, Any]]:
        zone = zone_of(self._bench.flow)
        return [message_row(row, zone) for row in messages]


def _dress(run: Run) -> dict[str, Any]:
    step = run.step
    return {
        "buttons": [title for title, _ in run.buttons], "who": step.contact.name or "The customer",
        "facts": facts_words(step.contact), "held": step.held, "on": step.channel,
    }  # fmt: skip


def facts_words(person: Person) -> str:
    """What is known of the contact, on a line."""
    known = [person.locale, person.timezone, *(f"#{tag}" for tag in person.tags)]
    known += [f"{name}: {value}" for name, value in person.attributes.items()]
    known += ["has opted out"] if person.opted_out else []
    return " · ".join(part for part in known if part) or "Pretend customer: nobody is written to"
