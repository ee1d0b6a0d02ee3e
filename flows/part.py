"""What every part of a flow's model shares: strictness, small text types, and the fields of a timer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from flows.calendars import check_calendar
from flows.durations import parse_duration
from flows.errors import FlowError
from flows.hours import parse_hours
from flows.templates import compile_template


class FlowPart(BaseModel):
    """A part of a flow: immutable, and strict about keys it doesn't know."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, defer_build=True,
        validate_by_alias=True, validate_by_name=True, serialize_by_alias=True,
    )  # fmt: skip


class Typed(FlowPart):
    """A part that is told apart by its `type`: the first thing a file says of it."""

    type: str


def _sentence(check: Callable[[str], Any]) -> Callable[[str], str]:
    """Turn a check that raises FlowError into a pydantic validator that keeps its sentence."""

    def validate(text: str) -> str:
        try:
            check(text)
        except FlowError as error:
            raise PydanticCustomError("flow", "{reason}", {"reason": str(error)}) from error
        return text

    return validate


def as_format(name: str) -> WithJsonSchema:
    """What a text is that no regular expression of the model describes, for the JSON Schema of flows."""
    return WithJsonSchema({"type": "string", "format": name})


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise FlowError(f"“{name}” is not a time zone; write one such as Europe/Berlin.") from error


def _time(text: str) -> None:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise FlowError(f"“{text}” is not a time of day; write one such as 09:00.")


known_zone = _sentence(_zone)
known_calendar = _sentence(check_calendar)
valid_hours = _sentence(parse_hours)

Name = Annotated[str, Field(pattern=r"^[A-Za-z_]\w{0,62}$")]
"""A name that texts and conditions can use: letters, digits, underscores."""
Word = Annotated[str, Field(min_length=1, max_length=255)]
DataPath = Annotated[str, Field(pattern=r"^(data|event|contact)\.\w+$")]
# Their formats are spelt out by `flows.json_schema`: no JSON Schema has them.
DurationText = Annotated[str, AfterValidator(_sentence(parse_duration)), as_format("flow-duration")]
TimeText = Annotated[str, AfterValidator(_sentence(_time)), as_format("flow-time")]
TemplateText = Annotated[str, AfterValidator(_sentence(compile_template))]


class Timer(FlowPart):
    """When something comes due: `after` a while, or `offset` from a date at a time of day in the flow's zone."""

    after: DurationText | None = None
    delay_minutes: Annotated[float, Field(ge=1, allow_inf_nan=False)] | None = None
    relative_to: DataPath | None = None
    offset: DurationText | None = None
    at: TimeText | None = None

    @property
    def is_set(self) -> bool:
        """Whether it says when at all."""
        return self.after is not None or self.delay_minutes is not None or self.relative_to is not None

    def time_references(self) -> Iterator[tuple[str, str]]:
        """The path it counts from, as `Action.references` gives it."""
        if self.relative_to is not None:
            yield "path", self.relative_to

    @model_validator(mode="after")
    def _one_way(self) -> Timer:
        ways = [self.after is not None, self.delay_minutes is not None, self.relative_to is not None]
        if sum(ways) > 1:
            raise ValueError("give one of `after`, `delay_minutes` and `relative_to`")
        if (self.offset or self.at) and self.relative_to is None:
            raise ValueError("`offset` and `at` go with `relative_to`")
        if self.after is not None and _shorter_than_a_minute(self.after):
            raise ValueError("`after` is at least 1m")
        return self


def _shorter_than_a_minute(text: str) -> bool:
    length = parse_duration(text)
    whole_days = length.months * 28 + length.days + length.business_days
    return whole_days * 86_400 + length.seconds < 60
