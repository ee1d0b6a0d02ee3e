"""Scenarios as they stand in a flow file: a start, and steps with what is expected after each."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, model_serializer, model_validator

from flows.part import FlowPart, Word


class ScenarioStart(FlowPart):
    """How a played conversation begins. `at` is an ISO instant with its offset."""

    at: Word | None = None
    channel: Word = "chat"
    contact: dict[str, Any] = {}
    data: dict[str, Any] = {}
    auto_results: bool = False


class Expect(FlowPart):
    """What must be true after a step; what is left out isn't looked at."""

    state: Word | None = None
    taken: Word | None = None
    intent: Word | None = None
    data: dict[str, Any] | None = None
    sends: tuple[str, ...] | None = None
    effects: tuple[str, ...] | None = None
    checks: tuple[str, ...] | None = None
    ended: bool | None = None

    def expects(self, name: str) -> bool:
        """Whether this was written at all: `taken: null` expects that nothing was taken."""
        return name in self.model_fields_set

    def __eq__(self, other: object) -> bool:
        """A null that was written is not the same as nothing written."""
        return isinstance(other, Expect) and self._written() == other._written()

    def _written(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in type(self).model_fields if self.expects(name)}

    @model_serializer(mode="plain")
    def _as_written(self) -> dict[str, Any]:
        return self._written()


class Step(FlowPart):
    """One thing that happens: one of say, press, intent, event, action, manual and wait, with what goes with it."""

    KINDS: ClassVar[tuple[str, ...]] = ("say", "press", "intent", "event", "action", "manual", "wait")
    COMPANIONS: ClassVar[dict[str, frozenset[str]]] = {
        "channel": frozenset({"say", "press", "intent"}),
        "slots": frozenset({"intent"}),
        "payload": frozenset({"event", "action", "manual"}),
    }

    say: Annotated[str, Field(min_length=1)] | None = None
    press: Word | None = None
    intent: Word | None = None
    event: Word | None = None
    action: Word | None = None
    manual: Word | None = None
    wait: Word | None = None
    channel: Word | None = None
    slots: dict[str, Any] = {}
    payload: dict[str, Any] = {}
    expect: Expect = Expect()

    @property
    def kind(self) -> str:
        return next(kind for kind in self.KINDS if getattr(self, kind) is not None)

    @model_validator(mode="after")
    def _one_kind(self) -> Step:
        kinds = [kind for kind in self.KINDS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            raise ValueError(
                f"a step is one of {', '.join(self.KINDS)}; this one has {' and '.join(kinds) or 'none'}"
            )
        for name, goes_with in self.COMPANIONS.items():
            if getattr(self, name) and kinds[0] not in goes_with:
                raise ValueError(f"`{name}` doesn't go with `{kinds[0]}`")
        return self


class Scenario(FlowPart):
    """A played test of the flow."""

    name: Word
    start: ScenarioStart = ScenarioStart()
    steps: tuple[Step, ...] = ()
