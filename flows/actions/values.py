"""Values as actions hold them: literals, and texts that may be templates, checked when the flow is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from flows.errors import FlowError
from flows.templates import compile_template


def _checked(raw: Any) -> Any:
    for text in texts_in(raw):
        try:
            compile_template(text)
        except FlowError as error:
            raise PydanticCustomError("flow", "{reason}", {"reason": str(error)}) from error
    return raw


ValueText = Annotated[Any, AfterValidator(_checked)]
"""A literal, or a template; inside lists and objects too."""


def texts_in(raw: Any) -> Iterator[str]:
    """Every text inside a value, however nested."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, Mapping):
        for inner in raw.values():
            yield from texts_in(inner)
    elif isinstance(raw, list | tuple):
        for inner in raw:
            yield from texts_in(inner)


def template_references(raw: Any) -> Iterator[tuple[str, str]]:
    """The templates inside a value, as `Action.references` gives them."""
    yield from (("template", text) for text in texts_in(raw))
