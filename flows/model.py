"""The model of a flow: one pydantic `Flow` is the YAML file, the JSON of a published version and the studio's document.

Models here say what a flow *may* hold; whether it makes sense (unknown references, dead ends) is said by
`flows.findings`, so that a half-drawn map still loads.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from flows.actions.action import Action
from flows.guard_model import Guard
from flows.part import (
    FlowPart,
    Name,
    TemplateText,
    Timer,
    Typed,
    Word,
    known_calendar,
    known_zone,
    valid_hours,
)
from flows.scenario_model import Scenario

if TYPE_CHECKING:
    from flows.compiled import CompiledFlow

SCHEMA = "converse.flow/v1"
ANY = "*"
"""In `from_states`: every non-terminal state but the transition's target. As a trigger's value: any value."""

StateId = Annotated[str, Field(pattern=r"^\w[\w-]{0,62}$")]
TransitionId = Annotated[str, Field(min_length=1, max_length=255)]
ProcessType = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
FieldType = Literal[
    "string", "text", "integer", "number", "boolean", "date", "datetime", "email", "phone", "file"
]


class DataField(FlowPart):
    """One variable of the process. `default`, `min`, `max` and `choices` are written as the field's type is."""

    type: FieldType
    required: bool = False
    default: Any = None
    min: Any = None
    max: Any = None
    choices: tuple[Any, ...] = ()
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    """ISO 4217, for the `money` filter."""
    pii: bool = False
    reference: bool = False
    """Events may find their contact by this field's value."""
    description: str = ""


class Ask(FlowPart):
    """The question a state asks on entry; the reply is stored in the data field `into`."""

    message: Name
    into: Name
    retry: Name | None = None
    again: bool = False
    """Ask even when a valid value is known already."""


class State(FlowPart):
    """A step of the process. In YAML a plain id, or a mapping."""

    id: StateId
    title: str = ""
    description: str = ""
    enter: tuple[Action, ...] = ()
    ask: Ask | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, raw: Any) -> Any:
        return {"id": raw} if isinstance(raw, str) else raw

    @model_serializer(mode="wrap")
    def _as_id(self, dump: SerializerFunctionWrapHandler) -> Any:
        whole = dump(self)
        return self.id if set(whole) == {"id"} else whole

    @property
    def is_bare(self) -> bool:
        """Whether it is nothing but an id, as a file may write it."""
        return self == State.model_construct(id=self.id)

    @property
    def name(self) -> str:
        """What people call it: the title, or the id made readable."""
        return self.title or self.id.replace("_", " ").capitalize()


class IntentTrigger(FlowPart):
    type: Literal["intent"]
    value: Word


class EventTrigger(FlowPart):
    type: Literal["event"]
    value: Word


class TimeoutTrigger(Timer, Typed):
    """With `after` or `relative_to` it arms itself on entry; with neither it hears checks that actions armed."""

    type: Literal["timeout"]
    value: Word | None = None


class ActionTrigger(FlowPart):
    type: Literal["action"]
    value: Word


class ManualTrigger(FlowPart):
    type: Literal["manual"]
    value: Word


class AlwaysTrigger(FlowPart):
    type: Literal["always"]


Trigger = Annotated[
    IntentTrigger | EventTrigger | TimeoutTrigger | ActionTrigger | ManualTrigger | AlwaysTrigger,
    Field(discriminator="type"),
]


class Transition(FlowPart):
    """What leads on from `from_states`. Without `to_state` the process stays: same visit, timers untouched."""

    id: TransitionId
    from_states: Annotated[tuple[Word, ...], Field(min_length=1)]
    to_state: Word | None = None
    trigger: Trigger
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    when: Guard | None = None
    actions: tuple[Action, ...] = ()

    @property
    def from_any(self) -> bool:
        return ANY in self.from_states


class Intent(FlowPart):
    """Something a customer may mean. `slots` name the data fields it fills, with their types."""

    description: str = ""
    examples: tuple[str, ...] = ()
    locales: dict[str, tuple[str, ...]] = {}
    slots: dict[Name, FieldType] = {}
    shared: bool = False
    """Heard by every binding that can take it, not only by the first."""


class WhatsAppTemplate(FlowPart):
    """An approved template and its parameters, for messages outside the 24-hour window."""

    template: Word
    parameters: tuple[TemplateText, ...] = ()


class Button(FlowPart):
    """A reply the customer can press; it is heard as the intent, without the detector."""

    title: str
    intent: Word


class MessageText(FlowPart):
    """A message's words in one other locale; what is left out is taken from the message itself."""

    text: TemplateText | None = None
    subject: TemplateText | None = None
    speech: TemplateText | None = None
    whatsapp: WhatsAppTemplate | None = None
    buttons: tuple[Button, ...] | None = None


class Message(FlowPart):
    """What is said to the customer, for every channel."""

    text: TemplateText
    subject: TemplateText | None = None
    speech: TemplateText | None = None
    whatsapp: WhatsAppTemplate | None = None
    buttons: tuple[Button, ...] = ()
    attachments: tuple[TemplateText, ...] = ()
    class_: Annotated[Literal["normal", "urgent"], Field(alias="class")] = "normal"
    reason: str = ""
    """Why an urgent message may pass quiet hours and caps."""
    locales: dict[str, MessageText] = {}

    @model_validator(mode="after")
    def _urgent_says_why(self) -> Message:
        if self.class_ == "urgent" and not self.reason.strip():
            raise ValueError("an urgent message says in `reason` why it may pass quiet hours")
        return self


def _actions(raw: Any) -> Any:
    """`then: escalate`, `then: {type: …}` and a list all mean a list of actions."""
    items = raw if isinstance(raw, list | tuple) else [raw]
    return [{"type": item} if isinstance(item, str) else item for item in items]


class Unmatched(FlowPart):
    """What is answered to a message nothing was listening for, `tries` times; then the actions of `then`.

    Without a message, the actions come at once.
    """

    message: Name | None = None
    tries: Annotated[int, Field(ge=0, le=20)] = 2
    then: Annotated[tuple[Action, ...], BeforeValidator(_actions)] = ()

    @model_validator(mode="after")
    def _answers_somehow(self) -> Unmatched:
        if self.message is None and not self.then:
            raise ValueError("`unmatched` says a `message`, or does something in `then`")
        return self


class Start(FlowPart):
    """What begins a new process of this type by itself."""

    type: Literal["event", "intent"]
    value: Word
    when: Guard | None = None


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValueError("say in `reason` why it is right so")
    return reason


class Accepted(FlowPart):
    """A finding the author knows of and wants: it stays visible, and no longer counts against the flow."""

    finding: Word
    at: Word
    """The id of what it is at: nothing is accepted everywhere."""
    reason: Annotated[str, AfterValidator(_said)]


class Layout(FlowPart):
    """Where the author put things on the canvas. Never semantic."""

    states: dict[str, tuple[float, float]] = {}
    groups: tuple[dict[str, Any], ...] = ()
    notes: tuple[dict[str, Any], ...] = ()
    pinned: tuple[str, ...] = ()


class Flow(FlowPart):
    """One business process: its state map, and everything needed to run, test and review it."""

    schema_: Annotated[Literal["converse.flow/v1"], Field(alias="schema")]
    process_type: ProcessType
    version: Annotated[int, Field(ge=1)] | None = None
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    title: str = ""
    description: str = ""
    locale: Word = "en"
    timezone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    calendar: Annotated[str, AfterValidator(known_calendar)] | None = None
    hours: Annotated[str, AfterValidator(valid_hours)] | None = None
    key: Name | None = None
    starts: tuple[Start, ...] = ()
    data: dict[Name, DataField] = {}
    states: Annotated[tuple[State, ...], Field(min_length=1)]
    initial_state: Word
    terminal_states: tuple[Word, ...] = ()
    intents: dict[Word, Intent] = {}
    messages: dict[Name, Message] = {}
    unmatched: Unmatched | None = None
    transitions: tuple[Transition, ...] = ()
    accept: tuple[Accepted, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    layout: Layout = Layout()

    @model_validator(mode="before")
    @classmethod
    def _name_transitions(cls, raw: Any) -> Any:
        return {**raw, "transitions": with_ids(raw["transitions"])} if _has_transitions(raw) else raw

    @property
    def name(self) -> str:
        """What people call it: the title, or the process type made readable."""
        return self.title or self.process_type.replace("_", " ").capitalize()

    @cached_property
    def compiled(self) -> CompiledFlow:
        """The flow made ready for `decide`; kept with it."""
        from flows.compiled import compile_flow

        return compile_flow(self)


def _has_transitions(raw: Any) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("transitions"), list | tuple)


def with_ids(transitions: Any) -> list[Any]:
    """Give each transition without an id one made from its from-states, trigger and target; a second one gets `-2`."""
    taken = {item["id"] for item in transitions if isinstance(item, dict) and isinstance(item.get("id"), str)}
    named: list[Any] = []
    made: Counter[str] = Counter()
    for item in transitions:
        if isinstance(item, dict) and item.get("id") is None:
            item = {**item, "id": _free_id(_made_id(item), taken, made)}
            taken.add(item["id"])
        named.append(item)
    return named


def _made_id(item: dict[str, Any]) -> str:
    sources = item.get("from_states")
    trigger = item.get("trigger")
    sources = sources if isinstance(sources, list | tuple) else []
    trigger = trigger if isinstance(trigger, dict) else {}
    origin = "+".join("any" if s == ANY else str(s) for s in sources)
    heard = trigger.get("value") or trigger.get("type") or ""
    parts = [origin, str(heard), str(item.get("to_state") or "")]
    return "-".join(part for part in parts if part)[:200] or "transition"


def _free_id(wanted: str, taken: set[str], made: Counter[str]) -> str:
    """`made` remembers how far the numbers went: a file of a thousand alike counts once, not a thousand times."""
    while True:
        made[wanted] += 1
        free = wanted if made[wanted] == 1 else f"{wanted}-{made[wanted]}"
        if free not in taken:
            return free
