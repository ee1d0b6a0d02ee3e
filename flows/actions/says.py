"""What the actions that say something share: a declared message, or a text, or a goal for a generated reply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from flows.part import FlowPart, Name, TemplateText, Word


def _listed(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


def _unlisted(channels: tuple[str, ...]) -> str | list[str]:
    return channels[0] if len(channels) == 1 else list(channels)


class Says(FlowPart):
    """Content and channel. `generate` may stand beside `message` or `text`: sent where no reply can be made."""

    message: Name | None = None
    text: TemplateText | None = None
    generate: Word | None = None
    channel: Annotated[
        tuple[Word, ...], BeforeValidator(_listed), PlainSerializer(_unlisted), Field(min_length=1)
    ] = ("same",)
    """`same` as the conversation's last, the contact's `preferred`, or names to fall back along."""

    @model_validator(mode="after")
    def _one_content(self) -> Says:
        if self.message is not None and self.text is not None:
            raise ValueError("give `message` or `text`, not both")
        return self

    def references(self) -> Iterator[tuple[str, str]]:
        if self.message is not None:
            yield "message", self.message
        if self.text is not None:
            yield "template", self.text


def saying(action: object) -> Says | None:
    """An action as what it says; None for one that says nothing."""
    return action if isinstance(action, Says) else None
