"""What every panel of the sandbox gets: the run, the flows it plays, and how to let something happen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from flows.findings.finding import At
from flows.model import Flow
from flows.scenario import Coverage
from flows.world.happenings import Happening
from runtime.users.actor import Actor
from studio.services import Services
from studio.services.sandbox.model import Run
from studio.visit import Visit


class SandboxBench(Protocol):
    """The open sandbox as its panels see it. Every callback runs in the page, after the change, without arguments."""

    @property
    def visit(self) -> Visit:
        """Whose page this is; `visit.theme`, `visit.may(role)`: playing needs no more than looking."""

    @property
    def services(self) -> Services:
        """The use cases, for what is no step of the run; call them inside `acting`."""

    @property
    def process_type(self) -> str:
        """The flow that the run is about."""

    @property
    def run(self) -> Run:
        """Where the run stands; immutable, replaced with every step."""

    @property
    def flows(self) -> tuple[Flow, ...]:
        """The flows as the run plays them, in the order of `run.setup.sources`."""

    @property
    def flow(self) -> Flow:
        """The first of them: the one that the run is about."""

    @property
    def shown(self) -> str:
        """The process type whose map is shown."""

    @property
    def to_record(self) -> bool:
        """Whether somebody wants the run kept as a scenario, and nobody had asked for `on_record` by then."""

    async def do(self, happening: Happening) -> bool:
        """Let something happen where the run stands. False when it was refused; the page has said why."""

    async def go(self, step_id: str) -> bool:
        """Be at a step again."""

    async def take(self, make: Callable[[Actor], Awaitable[Run]]) -> bool:
        """Whatever else of the service gives a run: set up, begin anew, open a scenario at a step."""

    async def reload(self) -> None:
        """Show the run as it stands now: after an edit of the draft, say."""

    def show(self, process_type: str) -> None:
        """Show the map of this flow of the run."""

    def go_to(self, at: At) -> None:
        """Show a state or transition of `flow` on its map."""

    def cover(self, coverage: Coverage | None) -> None:
        """Paint which transitions of `flow` scenarios take, until the next step or None."""

    def acting(self, do: Callable[[Actor], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """A callback for a control that is no step (play scenarios, download …); errors become words."""

    def say(self, words: str) -> None:
        """Tell a screen reader what happened, without showing it."""

    def on_run(self, callback: Callable[[], None]) -> None:
        """Whenever the run is another: a step, another place in it, begun anew."""

    def on_shown(self, callback: Callable[[], None]) -> None:
        """Whenever the map of another flow is to be shown."""

    def on_record(self, callback: Callable[[], None]) -> None:
        """Whenever somebody wants the run kept as a scenario; the panel “Scenarios” is open by then."""
