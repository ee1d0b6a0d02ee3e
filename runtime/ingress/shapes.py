"""What the API takes, as others script against it. Unknown fields are refused by name."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    StringConstraints,
    model_validator,
)

from flows.changes import Kind
from flows.part import known_zone

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=255, strip_whitespace=True)]
Channel = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


def _storable(value: dict[str, Any]) -> dict[str, Any]:
    """What every database keeps and every reader of JSON reads: no NaN, no infinity, no half characters."""
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ValueError("holds a number or a text that JSON can't carry") from error
    return value


Payload = Annotated[dict[str, Any], AfterValidator(_storable)]


class Asked(BaseModel):
    """A request's body."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _one_of(body: BaseModel, *names: str) -> None:
    given = [name for name in names if getattr(body, name) is not None]
    if len(given) != 1:
        raise ValueError(f"give exactly one of {', '.join(names)}")


class GivenIdentity(Asked):
    """Where a contact can be reached."""

    channel: Channel
    address: Words


class GivenContact(Asked):
    """Somebody to be found by an identity, or stored."""

    name: Words | None = None
    locale: Words | None = None
    timezone: Annotated[Words, AfterValidator(known_zone)] | None = None
    identities: Annotated[tuple[GivenIdentity, ...], Field(min_length=1, max_length=20)]


class NewBinding(Asked):
    """Start a process for a contact."""

    process_type: Words
    contact_id: Id | None = None
    contact: GivenContact | None = None
    data: Payload = {}

    @model_validator(mode="after")
    def _contact(self) -> NewBinding:
        _one_of(self, "contact_id", "contact")
        return self


class Reference(Asked):
    """A value of a data field marked `reference`."""

    field: Words
    value: Annotated[str, StringConstraints(max_length=20_000)] | int | FiniteFloat


class NewEvent(Asked):
    """Something happened in the company's systems. `event_id` names it once for all."""

    event: Words
    event_id: Words
    binding_id: Id | None = None
    conversation_id: Id | None = None
    contact_id: Id | None = None
    reference: Reference | None = None
    payload: Payload = {}
    sent_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _target(self) -> NewEvent:
        _one_of(self, "binding_id", "conversation_id", "contact_id", "reference")
        return self


class NewMessage(Asked):
    """A customer's message, from a channel that others run. `at` is the channel's own time."""

    channel: Channel
    address: Words | None = None
    contact_id: Id | None = None
    text: Text
    message_id: Words
    at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _sender(self) -> NewMessage:
        _one_of(self, "address", "contact_id")
        if not self.text.strip():
            raise ValueError("`text` is blank")
        return self


class NewContextChange(Asked):
    """Anything else that moves a process, by hand. A state is entered by kind `manual`, value `goto:<state>`."""

    binding_id: Id | None = None
    conversation_id: Id | None = None
    kind: Kind
    value: Words | None = None
    payload: Payload = {}
    reason: Annotated[str, Field(max_length=1_000)] = ""

    @model_validator(mode="after")
    def _target(self) -> NewContextChange:
        _one_of(self, "binding_id", "conversation_id")
        if self.value is None and self.kind != "timeout":
            raise ValueError("`value` is missing")
        if self.kind == "manual" and self.binding_id is None:
            raise ValueError("`manual` moves one binding: give its `binding_id`")
        return self


class BindingAnswer(BaseModel):
    """A binding as it stands."""

    binding_id: str
    conversation_id: str
    contact_id: str
    process_type: str
    version: int
    state: str
    data: dict[str, Any]


class BindingLine(BindingAnswer):
    """A binding in a list. `outcome` is set once it ended."""

    visit: int
    revision: int
    entered_at: datetime
    active_at: datetime
    created_at: datetime
    ended_at: datetime | None
    outcome: str | None
    flagged: bool


class HistoryLine(BaseModel):
    """One change that the binding was told, with what came of it and why."""

    change_id: str
    kind: str
    value: str | None
    at: datetime
    payload: dict[str, Any]
    channel: str | None
    source: str
    confidence: float | None
    outcome: str
    from_state: str
    to_state: str
    taken: str | None
    revision: int
    effects: list[str]
    trace: dict[str, Any]


class DeliveryLine(BaseModel):
    """One attempt at an effect."""

    attempt: int
    channel: str
    address: str
    status: str
    code: str
    detail: str
    at: datetime


class EffectLine(BaseModel):
    """A send or a call, and how it went."""

    key: str
    type: str
    status: str
    not_before: datetime
    payload: dict[str, Any]
    deliveries: list[DeliveryLine]


class CheckLine(BaseModel):
    """A timer that runs."""

    name: str | None
    transition: str | None
    due: datetime
    keep: bool


class BindingDetail(BindingLine):
    """A binding with everything it was told and did."""

    history: list[HistoryLine]
    effects: list[EffectLine]
    checks: list[CheckLine]


class BindingList(BaseModel):
    """`next` is the cursor of the page that follows, null on the last one."""

    items: list[BindingLine]
    next: str | None = None


class FlowLine(BaseModel):
    """A process type. `running` counts open bindings by state."""

    process_type: str
    title: str
    version: int | None
    draft: bool
    archived: bool
    """It starts nothing new; what runs goes on to its end."""
    running: dict[str, int]


class FlowList(BaseModel):
    items: list[FlowLine]
    next: str | None = None


class VersionLine(BaseModel):
    version: int
    digest: str
    author: str
    note: str
    at: datetime


class FlowDetail(BaseModel):
    """A published version as JSON and as YAML, and the process's history of versions."""

    process_type: str
    title: str
    version: int
    archived: bool
    digest: str
    document: dict[str, Any]
    yaml: str
    versions: list[VersionLine]


class Accepted(BaseModel):
    """Stored, and about to be turned. `bindings` are those it goes to, as they stand now."""

    change_id: str
    bindings: list[str]


class MessageAccepted(BaseModel):
    """Stored. `seq` is its number in the conversation."""

    change_id: str
    contact_id: str
    conversation_id: str
    seq: int


class Visitor(BaseModel):
    """A new chat visitor; stored with their first message or process."""

    token: str
    contact_id: str


class Health(BaseModel):
    """Each part, and whether all is well."""

    status: Literal["ok", "starting"]
    migrated: bool
    library: bool
    worker: bool


class ProblemAnswer(BaseModel):
    """What went wrong (RFC 9457). `code` is for programs; `errors` names fields and what is wrong with each."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[dict[str, str]] = []
