"""What every panel of the editor gets: the open flow, what is selected, what there is to say, and how to change it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, Protocol

from flows.findings.finding import At, Finding
from flows.model import Flow
from runtime.users.actor import Actor
from studio.editor.ops import Op
from studio.services import Services
from studio.services.exploring import Explored
from studio.visit import Visit


class Selection(NamedTuple):
    """What is selected on the canvas, by id; both empty: nothing is."""

    states: tuple[str, ...] = ()
    transitions: tuple[str, ...] = ()


class Bench(Protocol):
    """The workbench as its panels see it. Every callback runs in the page, after the change, without arguments."""

    @property
    def visit(self) -> Visit:
        """Whose page this is; `visit.theme`, `visit.may(role)`."""

    @property
    def services(self) -> Services:
        """The use cases, for what is no edit of the draft; call them inside `acting`."""

    @property
    def process_type(self) -> str: ...

    @property
    def flow(self) -> Flow:
        """The draft as it is stored; immutable, replaced with every change."""

    @property
    def rev(self) -> int:
        """The draft's revision."""

    @property
    def read_only(self) -> bool:
        """Nothing here may be changed: show it, offer nothing."""

    @property
    def selection(self) -> Selection: ...

    @property
    def checked(self) -> bool:
        """Whether the flow was checked since the page was opened: before that, no findings mean nothing."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those that count, as of the last check; a moment behind the flow.

        Who has drawn nothing yet isn't told that nothing leads anywhere.

        What only going through the flow shows is among them while that holds: see `explored`.
        """

    @property
    def waived(self) -> tuple[Finding, ...]:
        """Those that the author accepts."""

    @property
    def explored(self) -> Explored | None:
        """What was found when somebody here last went through the flow, which may have changed since."""

    async def go_through(self, actor: Actor) -> None:
        """Go through the draft as it is stored now; the findings follow. It takes seconds."""

    async def do(self, op: Mapping[str, Any] | Op) -> bool:
        """One gesture: validated, stored, shown everywhere. False when it was refused; the page has said why.

        Never raises. The session is asked again first.
        """

    async def undo(self) -> None: ...

    async def redo(self) -> None: ...

    def select(
        self, states: tuple[str, ...] = (), transitions: tuple[str, ...] = (), *, reveal: bool = False
    ) -> None:
        """Select these instead; `reveal` moves the canvas so that they can be seen."""

    def go_to(self, at: At) -> None:
        """Show what a finding is about: select it on the canvas, or open the panel that edits it."""

    def acting(self, do: Callable[[Actor], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """A callback for a control that is no gesture on the flow (publish, download …); errors become words."""

    def say(self, words: str) -> None:
        """Tell a screen reader what happened, without showing it."""

    def on_flow(self, callback: Callable[[], None]) -> None:
        """Whenever the flow changed, by whomever."""

    def on_selection(self, callback: Callable[[], None]) -> None: ...

    def on_findings(self, callback: Callable[[], None]) -> None: ...

    def on_go_to(self, callback: Callable[[At], None]) -> None:
        """Whenever something other than a state or transition should be shown."""
