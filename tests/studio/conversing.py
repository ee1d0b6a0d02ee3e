"""Real conversations in a studio's database: a customer moves house, and tells where to."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, SQLModel, func, select

from flows import codec
from flows.model import Flow
from runtime.backend.backend import Backend
from runtime.delivering import deliver_next
from runtime.inbound import Inbound, receive
from runtime.starting import open_process
from runtime.store import changes, contacts, flows, publishing
from runtime.store.session import Database
from runtime.turn import turn
from runtime.users.actor import Actor
from tests.flows.build import NOW, after, clause, flow, on, says
from tests.runtime.twice import Words

ADDRESS = "Lindenstr.5"
MOVING: Flow = flow(
    on("intent move", "open", "done", says("We send it to {{ data.address }}."), id="moves",
       when=clause("data.age", "gt", 17)),
    on("intent move", "open", None, says("Ask your parents."), id="too_young"),
    on(after("2d"), "open", "done", id="silence"),
    process_type="moving",
    states=[{"id": "open", "enter": [{"type": "send_message", "text": "Hello {{ contact.name }}"}]}, "done"],
    data={
        "address": {"type": "string", "pii": True}, "age": {"type": "integer", "pii": True},
        "order": {"type": "string", "reference": True},
    },
    intents={"move": {"slots": {"address": "string"}, "examples": ["I move"]}},
)  # fmt: skip


class Talk:
    """One customer's conversation in the runtime."""

    def __init__(self, database: Database, process_type: str, contact_id: str, conversation_id: str) -> None:
        self._database = database
        self._process_type = process_type
        self._contact_id = contact_id
        self._conversation_id = conversation_id
        self._count = 0

    async def start(self, process_type: str | None = None, /, **data: Any) -> str:
        """A process begins, as by the API: the one they met for, unless another is named."""

        def work(session: Session) -> str:
            conversation = contacts.conversation(session, self._conversation_id)
            new = changes.NewChange("manual", "start", source="api", payload=data)
            row = changes.handled_at_once(session, conversation.id, new, "started")
            return open_process(
                session,
                conversation,
                flows.version(session, process_type or self._process_type),
                data,
                changes.as_change(row),
            )

        binding_id = await self._database.write(work)
        await self.drain()
        return binding_id

    async def say(self, text: str) -> None:
        """The customer writes in the chat, and is answered."""
        await self.write(text)
        await self.drain()

    async def write(self, text: str) -> None:
        """The customer writes; no process is told yet."""
        self._count += 1
        inbound = Inbound(self._contact_id, "chat", text, f"m{self._count}")
        await self._database.write(lambda session: receive(session, inbound))

    async def happen(self, event: str, binding_id: str) -> None:
        """One process is told of an event."""
        await self.report("event", event, binding_id)
        await self.drain()

    async def report(self, kind: str, value: str, binding_id: str) -> None:
        """Something happens to one process, which isn't told yet."""
        new = changes.NewChange(kind, value, source="api", binding_id=binding_id)
        await self._database.write(lambda session: changes.store(session, self._conversation_id, new))

    async def drain(self) -> None:
        """Everything that waits is told, sent and answered."""
        await turn(self._database, Words(), self._conversation_id)
        while await deliver_next(self._database, Backend(), self._conversation_id):
            await turn(self._database, Words(), self._conversation_id)


async def meet(database: Database, name: str = "Ana Berg", made: Flow = MOVING) -> Talk:
    """Somebody whose conversation may begin; the flow is published."""

    def work(session: Session) -> tuple[str, str]:
        publishing.publish_missing(
            session, [codec.load(codec.dump(made))], actor=Actor("test", "publisher"), note="First"
        )
        contact = contacts.create(session, [], values={"name": name})
        return contact, contacts.conversation_of(session, contact).id

    return Talk(database, made.process_type, *await database.write(work))


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: session.exec(select(func.count()).select_from(table)).one()
        for table in SQLModel.metadata.sorted_tables
    }


__all__ = ["ADDRESS", "MOVING", "NOW", "Talk", "counts", "meet"]
