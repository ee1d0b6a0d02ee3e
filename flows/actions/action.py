"""What every action is: a part of the flow that, when its transition is taken, adds to the step being decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from flows.part import Typed

if TYPE_CHECKING:
    from flows.step import Step


class Action(Typed):
    """Declared in the map with a `type`; `apply` resolves it with values into effects.

    A field typed `Action` accepts every registered action, told apart by `type`.
    """

    def apply(self, step: Step) -> None:
        """Change the step (`set_data`) or emit effects. Pure: no clock, no I/O; time is the change's."""
        raise NotImplementedError(f"{type(self).__name__} says nothing of what it does")

    def references(self) -> Iterator[tuple[str, str]]:
        """What it names elsewhere in the flow, for findings.

        As (kind, id): `message` and `data` ids, a `path` read, a `template` used; a `process` that it starts, for
        which whoever publishes the flow needs a role.
        """
        return iter(())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        if cls is not Action:
            return handler(source)
        from flows.actions.registry import actions

        choices = {name: handler.generate_schema(kind) for name, kind in actions().items()}
        return core_schema.tagged_union_schema(choices, discriminator="type")
