"""`/flows/{process_type}`: one flow — its picture with live counts, problems, versions — and publishing it."""

from __future__ import annotations

from nicegui import ui

from runtime.users.actor import Actor
from studio.frame import frame, heading
from studio.panels.badges import badge, standing
from studio.panels.conversation_table import ConversationTable
from studio.panels.finding_list import finding_list
from studio.panels.picture import Picture
from studio.panels.publish_dialog import PublishDialog
from studio.panels.state_table import StateTable
from studio.panels.version_table import VersionTable
from studio.services.flows import FlowView
from studio.visit import StudioPage, Visit
from studio.words import plural

EVERY_SECONDS = 2.0


class FlowPage:
    """The open page. One timer looks; what didn't change isn't sent again."""

    def __init__(self, visit: Visit, view: FlowView) -> None:
        self._visit = visit
        self._view = view

    def build(self) -> None:
        """Put the page together."""
        view = self._view
        self._publishing = PublishDialog(self._visit, view.process_type, self._look)
        with frame(self._visit, view.title):
            self._header()
        with ui.element("main").classes("flow-page"):
            self._picture = Picture(view.process_type, view.seen, _told(view))
            self._drawer()
            with ui.element("aside").classes("side"):
                self._side()
        self._dress()
        self._visit.every(EVERY_SECONDS, self._look)

    async def fill(self) -> None:
        """Show what the first look finds."""
        await self._conversations.look(self._visit.actor)

    def _header(self) -> None:
        ui.link("Flows", "/").classes("crumb")
        ui.icon("chevron_right").classes("muted")
        self._title = heading()
        self._badges = ui.element("div").classes("badges")
        ui.element("div").classes("grow")
        address = f"/flows/{self._view.process_type}/draft.yaml"
        with ui.element("a").props(f"href={address} download").classes("download"):
            ui.icon("download")
            ui.label("Draft YAML")
        words, icon = ("Edit", "edit") if self._visit.may("editor") else ("Look at the map", "account_tree")
        with (
            ui.element("a")
            .props(f"href=/flows/{self._view.process_type}/edit")
            .classes("download")
            .mark("edit")
        ):
            ui.icon(icon)
            ui.label(words)
        test = f"href=/flows/{self._view.process_type}/try"
        with ui.element("a").props(test).classes("download").mark("test"):
            ui.icon("play_arrow")
            ui.label("Test")
        self._publish = ui.button("Publish", on_click=lambda: self._publishing.open(self._view))
        self._publish.props("unelevated no-caps").classes("main").mark("publish")
        with self._publish:
            self._why = ui.tooltip("")

    def _side(self) -> None:
        with ui.element("section"):
            self._description = ui.label().classes("description")
            ui.label(self._view.process_type).classes("code")
        with ui.element("section"):
            ui.label("Conversations").classes("section-title").props("role=heading aria-level=2")
            self._running = ui.label().classes("muted small")
            self._states = StateTable(self._view.states, self._choose)

    def _drawer(self) -> None:
        with ui.element("section").classes("drawer"):
            with (
                ui.tabs().props("dense no-caps align=left inline-label").classes("drawer-tabs") as self._tabs
            ):
                ui.tab("conversations", label="Conversations")
                self._problems_tab = ui.tab("problems", label="Problems")
                self._versions_tab = ui.tab("versions", label="Versions")
            with ui.tab_panels(self._tabs, value="problems", animated=False, keep_alive=True).classes(
                "drawer-panels"
            ):
                with ui.tab_panel("conversations"):
                    view = self._view
                    self._conversations = ConversationTable(self._visit, view.process_type, view.states)
                with ui.tab_panel("problems"):
                    self._problems = ui.element("div").classes("result")
                with ui.tab_panel("versions"):
                    self._versions = VersionTable(self._view.process_type, self._view.history)

    def _choose(self, state: str) -> None:
        """The conversations in a state that was pressed."""
        if any(row.id == state for row in self._view.states):
            self._tabs.value = "conversations"
            self._conversations.filter_state(state)

    async def _look(self, actor: Actor) -> None:
        await self._conversations.look(actor)
        view = await self._visit.services.flows.view(actor, self._view.process_type)
        if view != self._view:
            self._view = view
            self._picture.show(view.seen, _told(view))
            self._states.show(view.states)
            self._versions.show(view.history)
            self._conversations.offer(view.states)
            self._dress()

    def _dress(self) -> None:
        """All that is words."""
        view = self._view
        self._title.text = view.title
        self._description.text = view.description or "No description."
        self._badges.clear()
        with self._badges:
            for words, style in standing(view.current, unpublished=view.unpublished, archived=view.archived):
                badge(words, style)
        running = sum(state.here for state in view.states if state.kind != "terminal")
        ended = sum(state.here for state in view.states if state.kind == "terminal")
        self._running.text = f"{running:,} open, {ended:,} ended"
        self._problems_tab.props["label"] = f"Problems ({len(view.findings)})"
        self._versions_tab.props["label"] = f"Versions ({len(view.history.versions)})"
        self._problems.clear()
        with self._problems:
            finding_list(view.findings, view.waived)
        why = self._why_not()
        self._publish.set_enabled(why is None)
        self._why.text = why or f"Make the draft version {view.next_version}"

    def _why_not(self) -> str | None:
        if not self._visit.may("publisher"):
            return f"Publishing needs the role “publisher”; yours is “{self._visit.role}”."
        if self._view.archived:
            return "It is archived and starts nothing new; take it out of the archive first."
        if not self._view.unpublished:
            return f"Version {self._view.current} says just what the draft says."
        return None


def _told(view: FlowView) -> str:
    """The picture in a sentence, for who can't see it; the table beside it has the rest."""
    return f"Map of {view.title}: {plural(len(view.states), 'state')}, listed under Conversations."


async def build(visit: Visit, process_type: str) -> None:
    """Build the page. Raises UnknownProcess."""
    page = FlowPage(visit, await visit.services.flows.view(visit.actor, process_type))
    page.build()
    await page.fill()


PAGE = StudioPage("/flows/{process_type}", build, "viewer")
