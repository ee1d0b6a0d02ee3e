"""Publishing: what there is to say about the draft, a note, and the next version."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from flows.findings.finding import Finding
from runtime.errors import PublishRefused
from runtime.users.actor import Actor
from studio import toast
from studio.errors import NoteMissing
from studio.panels.finding_list import finding_list
from studio.services.flows import FlowView
from studio.visit import Visit
from studio.words import plural, worst

MOST_WORDS = 500


class PublishDialog:
    """The dialog; `open` shows it for the flow as it is then."""

    def __init__(
        self, visit: Visit, process_type: str, published: Callable[[Actor], Awaitable[None]]
    ) -> None:
        self._visit = visit
        self._process_type = process_type
        self._published = published
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            self._title = ui.label().classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._lead = ui.label().classes("muted")
                self._note = ui.textarea(label="What changed").classes("full")
                self._note.props(f"outlined dense autofocus rows=2 maxlength={MOST_WORDS}")
                self._findings = ui.element("div").classes("result")
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                self._publish = ui.button("Publish", on_click=visit.acting(self._do)).classes("main")
                self._publish.props("unelevated no-caps")

    def open(self, view: FlowView) -> None:
        """Show it. A draft with errors is shown with them, and without a way on."""
        self._title.text = f"Publish “{view.title}”"
        self._publish.text = f"Publish version {view.next_version}"
        self._note.value, self._note.error = "", None
        self._show(view.findings, view.waived)
        self._dialog.open()

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
        try:
            done = await self._visit.services.flows.publish(actor, self._process_type, self._note.value or "")
        except NoteMissing as missing:
            self._note.error = str(missing)
            return
        except PublishRefused as refused:  # the draft was changed while the dialog was open
            self._show(refused.findings, ())
            return
        self._dialog.close()
        verb = "Published" if done.changed else "Nothing changed: this is"
        toast.done(f"{verb} version {done.version}.")
        await self._published(actor)
