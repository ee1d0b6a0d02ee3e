"""`/flows/{process_type}/conversations/{binding_id}`: one real conversation: what happened and what was said."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from nicegui import ui

from flows.model import Flow
from runtime.users.actor import Actor
from studio.canvas.overlay import Overlay, walked
from studio.canvas.places import Place
from studio.canvas.projection import Live, document
from studio.canvas.state_canvas import StateCanvas
from studio.frame import frame, heading
from studio.panels.badges import badge
from studio.panels.moments import Moments
from studio.services.conversations import ConversationView
from studio.visit import StudioPage, Visit
from studio.words import moment_there, plural

EVERY_SECONDS = 2.0
_BUBBLE = f"""
<q-tr :props="props"><q-td class="bubble-cell"><div :class="'bubble bubble-' + props.row.sender">
  <div :class="props.row.hidden ? 'muted' : ''">{{{{ props.row.text }}}}</div>
  <div class="muted small">{{{{ props.row.who }}}} · {{{{ props.row.channel }}}} ·
    {moment_there("props.row.at")}</div></div></q-td></q-tr>
"""
_FACT = f"""
<q-tr :props="props"><q-td v-if="props.row.title" class="section-title" colspan="100%" role="heading" aria-level="2">
    {{{{ props.row.title }}}}</q-td>
  <q-td v-else class="fact"><div class="muted small">{{{{ props.row.name }}}}</div>
    <template v-if="props.row.at">{moment_there("props.row.at")}</template>
    <div v-else>{{{{ props.row.value }}}}</div></q-td></q-tr>
"""


class ConversationPage:
    """The open page. One timer asks whether something happened; only then it is read again."""

    def __init__(self, visit: Visit, view: ConversationView, flow: Flow, places: dict[str, Place]) -> None:
        self._visit = visit
        self._view = view
        self._flow = flow
        self._places = places
        self._seen: tuple[int, ...] | None = None

    def build(self) -> None:
        """Put the page together."""
        view = self._view
        with frame(self._visit, f"{view.contact} · {self._flow.name}"):
            self._header()
        with ui.element("main").classes("conversation-page"):
            with ui.element("div").classes("conversation-map"):
                theme = "dark" if self._visit.theme == "dark" else "light"
                self._canvas = StateCanvas(
                    document(self._flow, self._places, Live(0, read_only=True, theme=theme))
                )
                self._canvas.on_ready(lambda _: self._light())
            with ui.element("section").classes("conversation-history").props('aria-label="What happened"'):
                ui.label("What happened").classes("section-title").props("role=heading aria-level=2")
                self._earlier = ui.label().classes("muted small")
                self._moments = Moments(self._open)
            with ui.element("section").classes("conversation-said").props("aria-label=Messages"):
                ui.label("Messages").classes("section-title").props("role=heading aria-level=2")
                self._silence = ui.label("Nothing was said yet.").classes("muted small")
                self._said = _plain_table("bubbles", _BUBBLE, "seq").mark("messages")
            with ui.element("aside").classes("side"):
                self._now = _plain_table("facts", _FACT, "key").mark("facts")
        self._dress()
        self._visit.every(EVERY_SECONDS, self._look)

    def _header(self) -> None:
        view = self._view
        ui.link("Flows", "/").classes("crumb")
        ui.icon("chevron_right").classes("muted")
        ui.link(self._flow.name, f"/flows/{view.process_type}").classes("crumb")
        ui.icon("chevron_right").classes("muted")
        heading(view.contact)
        self._badges = ui.element("div").classes("badges")
        ui.element("div").classes("grow")
        button = ui.button("Open in the sandbox", icon="science", on_click=lambda: self._open(None))
        button.props("outline no-caps").mark("open-in-sandbox")
        with button:
            ui.tooltip("Go on from here by pretending: nothing reaches the customer")

    async def _look(self, actor: Actor) -> None:
        service = self._visit.services.conversations
        seen = await service.seen(actor, self._view.process_type, self._view.binding_id)
        if seen == self._seen:
            return
        view = await service.view(actor, self._view.process_type, self._view.binding_id)
        self._seen = seen
        if view != self._view:
            self._view = view
            self._dress()
            self._light()

    def _dress(self) -> None:
        """All that is words."""
        view = self._view
        self._badges.clear()
        with self._badges:
            badge(f"v{view.version}", "quiet")
            badge(view.state_words, "published")
            if view.ended is not None:
                badge("ended", "quiet")
            if view.held:
                badge("with an operator", "draft")
            if view.flagged:
                badge("flagged: it went round in a circle", "danger")
        self._earlier.text = f"{plural(view.earlier, 'earlier moment')} not shown." if view.earlier else ""
        self._moments.show(view.moments)
        self._silence.set_visibility(not view.messages)
        self._said.rows = [
            {
                **one._asdict(), "at": one.at.isoformat(), "hidden": not view.readable,
                "who": view.contact if one.sender == "customer" else self._flow.name,
            }
            for one in view.messages
        ]  # fmt: skip
        self._now.rows = [{"key": key, **row} for key, row in enumerate(_facts(view))]

    def _light(self) -> None:
        view = self._view
        path = walked(self._flow, view.path)
        self._canvas.overlay(Overlay(current={view.state: 0}, visits=view.visits, path=path))

    async def _open(self, order: int | None) -> None:
        await self._visit.acting(partial(self._to_sandbox, order))()

    async def _to_sandbox(self, order: int | None, actor: Actor) -> None:
        view = self._view
        await self._visit.services.sandbox.open_real(actor, view.process_type, view.binding_id, order)
        ui.navigate.to(f"/flows/{view.process_type}/try?version={view.version}")


def _plain_table(classes: str, row: str, key: str) -> ui.table:
    table = ui.table(columns=[{"name": key, "label": "", "field": key}], rows=[], row_key=key, pagination=0)
    table.props("flat hide-header hide-pagination hide-no-data").classes(classes).add_slot("body", row)
    return table


def _facts(view: ConversationView) -> Iterator[dict[str, str]]:
    """What holds now, under three titles."""
    yield {"title": "Now"}
    yield {"name": "State", "value": view.state_words}
    yield {"name": "Since", "at": view.since.isoformat()}
    yield {"name": "Began", "at": view.began.isoformat()}
    yield {"name": "Channel", "value": view.channel or "none yet"}
    if view.outcome:
        yield {"name": "Outcome", "value": view.outcome}
    yield {"title": "Data"}
    for row in view.data:
        yield {"name": row.name.capitalize(), "value": row.value}
    if not view.data:
        yield {"name": "Nothing is known yet.", "value": ""}
    yield {"title": "Planned checks"}
    for check in view.checks:
        yield {"name": check.words[:1].upper() + check.words[1:], "at": check.due.isoformat()}
    if not view.checks:
        yield {"name": "None: no check runs.", "value": ""}


async def build(visit: Visit, process_type: str, binding_id: str) -> None:
    """Build the page. Raises UnknownBinding."""
    view = await visit.services.conversations.view(visit.actor, process_type, binding_id)
    flow = await visit.services.conversations.flow(visit.actor, process_type, view.version)
    ConversationPage(visit, view, flow, await visit.services.arrangements.arrange(flow)).build()


PAGE = StudioPage("/flows/{process_type}/conversations/{binding_id}", build, "viewer")
