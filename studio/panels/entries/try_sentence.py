"""Try a sentence: what of the flow's intents would be understood in it, and how nearly the others."""

from __future__ import annotations

from nicegui import ui

from flows.words import readable
from runtime.users.actor import Actor
from studio.panels.inspector.section import Desk
from studio.services.trying import Tried

LONGEST = 500


class TrySentence:
    """The box, put together here; `intent` is the one whose form it stands in."""

    def __init__(self, desk: Desk, intent: str) -> None:
        self._bench, self._intent = desk.bench, intent
        with ui.element("aside").classes("preview").props('aria-label="Try a sentence"'):
            ui.label("Try a sentence").classes("section-title").props("role=heading aria-level=3")
            self._text = ui.textarea(label="What a customer may write")
            self._text.props(f"outlined dense autogrow maxlength={LONGEST}").classes("full").mark("sentence")
            act = self._bench.acting(self._try)
            self._text.on("keydown.enter.exact.prevent", act)
            button = ui.button("Try it", icon="play_arrow", on_click=act, color=None)
            button.props("outline no-caps dense").classes("try").mark("try-sentence")
            self._button = button
            self._found = ui.element("div").classes("stack").props("role=status")

    async def _try(self, actor: Actor) -> None:
        text = (self._text.value or "").strip()
        if not text:
            return
        self._button.props(add="loading")
        try:
            flow = self._bench.flow
            tried = await self._bench.services.trying.sentence(actor, flow, text, flow.locale)
        finally:
            self._button.props(remove="loading")
        if not self._found.is_deleted:
            self._show(tried)

    def _show(self, tried: Tried) -> None:
        self._found.clear()
        with self._found:
            self._verdict(tried)
            for intent, score in tried.scores:
                self._score(intent, score, tried.threshold)
            if tried.by_spelling:
                words = "The language model is not installed here: only the spelling was compared."
                ui.label(words).classes("muted small")

    def _verdict(self, tried: Tried) -> None:
        heard = [one.intent for one in tried.heard]
        if not heard:
            ui.label("Nothing is understood surely enough.").classes("verdict tone-warning")
            return
        names = ", then ".join(f"“{readable(name)}”" for name in heard)
        ui.label(f"Understood: {names}").classes(
            f"verdict tone-{'ok' if self._intent in heard else 'warning'}"
        )
        for one in tried.heard:
            for name, value in one.slots.items():
                ui.label(f"{readable(name).capitalize()}: {value}").classes("small")

    def _score(self, intent: str, score: float, threshold: float) -> None:
        own = "score-own" if intent == self._intent else ""
        with ui.element("div").classes(f"score {own}"):
            ui.label(readable(intent).capitalize()).classes("link-words")
            ui.label(f"{score:.0%}").classes("score-number")
            with ui.element("div").classes("score-bar"):
                ui.element("div").style(f"width: {score:.0%}").classes(
                    "" if score >= threshold else "score-low"
                )
