"""What a flow does with a message that nothing was listening for: what it says, how often, and what then."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from flows.model import Flow, Unmatched
from studio.panels.entries.settings import Settings, stores
from studio.panels.entries.settings_words import unmatched_words
from studio.panels.inspector import suggestions
from studio.panels.inspector.action_cards import ActionCards
from studio.panels.inspector.controls import choose, offer, pick
from studio.panels.inspector.filling import as_raw
from studio.panels.inspector.section import Desk, Edit, Section

MOST_TRIES = 20
_USUAL_TRIES = 2


class UnmatchedForm:
    """What is said, put together here."""

    def __init__(self, settings: Settings) -> None:
        self._settings, desk = settings, settings.desk
        self._sentence = ui.label().classes("sentence")
        with ui.element("div").classes("inspect-row"):
            self._message = pick(
                "Say", suggestions.messages(desk.flow), None, self._said, clearable=True,
                hint="Asks the customer to say it another way", disabled=desk.read_only,
            )  # fmt: skip
            self._tries = ui.number(
                "Times at most", min=0, max=MOST_TRIES, precision=0, on_change=lambda: self._tried()
            )
            self._tries.props("outlined dense debounce=450").classes("tries")
        desk.follow(self._message, lambda: offer(self._message, suggestions.messages(desk.flow)))
        settings.follow("unmatched", self._show)
        self._show()

    @property
    def _unmatched(self) -> Unmatched | None:
        unmatched: Unmatched | None = self._settings["unmatched"]
        return unmatched

    def _show(self) -> None:
        unmatched = self._unmatched
        message = None if unmatched is None else unmatched.message
        choose(self._message, message)
        tries = _USUAL_TRIES if unmatched is None else unmatched.tries
        if self._tries.value != tries:
            self._tries.value = tries
        self._tries.set_enabled(message is not None and not self._settings.desk.read_only)
        self._sentence.text = unmatched_words(unmatched)

    def _said(self, message: str | None) -> None:
        self._put(message=message or None)

    def _tried(self) -> None:
        unmatched = self._unmatched
        if unmatched is not None and self._tries.value is not None:
            self._put(tries=min(max(int(self._tries.value), 0), MOST_TRIES))

    def _put(self, **values: Any) -> None:
        changed = with_answer(self._unmatched, **values)
        if changed != self._unmatched:
            self._settings.put(unmatched=changed, edit=lambda flow: _answers(flow, **values))
            self._show()


def after_that(desk: Desk) -> Section:
    """The actions that follow; the section to keep up to date."""

    def edit(raw: list[dict[str, Any]]) -> Edit:
        return lambda flow: _answers(flow, then=raw)

    return ActionCards(
        desk, "And after that", lambda flow: flow.unmatched.then if flow.unmatched else (), edit
    ).section


def _answers(flow: Flow, **values: Any) -> dict[str, Any]:
    """The edit after which it answers with these, and otherwise as it does: the two forms fill in one key."""
    return stores(unmatched=with_answer(flow.unmatched, **values))


def with_answer(was: Unmatched | None, **values: Any) -> Unmatched | None:
    """The answer with other values; None when it neither says nor does anything any more."""
    raw = {**(as_raw(was) if was is not None else {}), **values}
    return Unmatched.model_validate(raw) if raw.get("message") or raw.get("then") else None
