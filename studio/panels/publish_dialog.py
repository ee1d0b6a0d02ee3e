"""Publishing: what there is to say about the draft, a note, and the next version."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from nicegui import background_tasks, ui

from flows.findings.finding import Finding
from runtime.errors import DraftMoved, PublishRefused
from runtime.users.actor import Actor
from studio import toast
from studio.errors import NoteMissing
from studio.panels.finding_list import finding_list
from studio.services.exploring import BEHAVIOUR
from studio.services.flows import FlowView
from studio.visit import Visit
from studio.words import counted, plural, worst

MOST_WORDS = 500
MOST_EDITS = 20
"""Of others, listed one by one."""


class PublishDialog:
    """The dialog; `open` shows it for the flow as it is then, and only that draft is published."""

    def __init__(
        self, visit: Visit, process_type: str, published: Callable[[Actor], Awaitable[None]]
    ) -> None:
        self._visit = visit
        self._process_type = process_type
        self._published = published
        self._rev = 0
        """The draft that is shown."""
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            self._title = ui.label().classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._news = ui.element("div").props("role=status")
                self._lead = ui.label().classes("muted")
                self._note = ui.textarea(label="What changed").classes("full")
                self._note.props(f"outlined dense autofocus rows=2 maxlength={MOST_WORDS}")
                with ui.element("div").classes("going-through").props("role=status") as self._going:
                    self._spinner = ui.spinner(size="16px")
                    self._gone = ui.label().classes("muted small").mark("gone-through")
                self._findings = ui.element("div").classes("result")
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                self._publish = ui.button("Publish", on_click=visit.acting(self._do)).classes("main")
                self._publish.props("unelevated no-caps")

    def open(self, view: FlowView) -> None:
        """Show it. A draft with errors is shown with them, and without a way on."""
        self._note.value, self._note.error = "", None
        self._news.clear()
        self._take(view)
        self._dialog.open()

    def _take(self, view: FlowView) -> None:
        self._rev = view.draft_rev
        self._title.text = f"Publish “{view.title}”"
        self._publish.text = f"Publish version {view.next_version}"
        self._show(view.findings, view.waived)
        self._spinner.set_visibility(True)
        self._gone.text = "Going through the flow … You needn't wait for it."
        go = self._visit.acting(self._go_through)
        background_tasks.create(go(), name="go through what is to be published", context=self._going)

    async def _go_through(self, actor: Actor) -> None:
        """Add what only going through the flow shows, where it still is the one that is shown."""
        rev, words = self._rev, "The flow couldn't be gone through."
        try:
            explored = await self._visit.services.exploring.whole(actor, self._process_type)
            if rev == self._rev == explored.rev:
                self._show(explored.findings, explored.waived)
            found = [one for one in explored.findings if one.code in BEHAVIOUR]
            words = f"Gone through the whole flow: {counted(found).lower()} in what it may come to."
        finally:
            if rev == self._rev and not self._going.is_deleted:
                self._spinner.set_visibility(False)
                self._gone.text = words

    def _show(self, findings: Sequence[Finding], waived: Sequence[Finding]) -> None:
        refused = worst(findings) == "error"
        errors = sum(finding.severity == "error" for finding in findings)
        self._lead.text = (
            f"The draft has {plural(errors, 'error')} and can't be published."
            if refused
            else "Conversations that start from now on follow this version; those that run stay on theirs."
        )
        self._note.set_visibility(not refused)
        self._publish.set_enabled(not refused)
        self._findings.clear()
        with self._findings:
            finding_list(findings, waived)

    async def _do(self, actor: Actor) -> None:
        self._note.error = None
        note = self._note.value or ""
        try:
            done = await self._visit.services.flows.publish(actor, self._process_type, note, self._rev)
        except NoteMissing as missing:
            self._note.error = str(missing)
            return
        except DraftMoved:
            await self._moved(actor)
            return
        except PublishRefused as refused:
            self._show(refused.findings, ())
            return
        self._dialog.close()
        verb = "Published" if done.changed else "Nothing changed: this is"
        toast.done(f"{verb} version {done.version}.")
        await self._published(actor)

    async def _moved(self, actor: Actor) -> None:
        """Somebody changed the draft while the dialog was open: show what, and the draft as it is now."""
        flows = self._visit.services.flows
        seen, now = self._rev, await flows.view(actor, self._process_type)
        self._take(now)
        edits = await flows.edits_since(actor, self._process_type, seen)
        self._news.clear()
        with self._news, ui.element("div").classes("banner banner-warning"):
            ui.icon("warning")
            with ui.element("div").classes("stack"):
                ui.label("The draft was changed while you were reading. Nothing was published yet.")
                with ui.element("ul").classes("news"):
                    for words in edits[:MOST_EDITS]:
                        with ui.element("li"):
                            ui.label(words)
                if len(edits) > MOST_EDITS:
                    ui.label(f"and {plural(len(edits) - MOST_EDITS, 'edit')} more").classes("muted small")
                ui.label("Publish again to publish it as it is now.")
