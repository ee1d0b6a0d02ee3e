"""A conversation played through the runtime: what happens is stored, drained and looked at, at a stopped clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from flows import codec
from flows.model import Flow
from runtime.app import App
from runtime.inbound import Inbound, Received, receive
from runtime.starting import open_process
from runtime.store import bindings, changes, contacts, flows, messages
from runtime.store.contacts import Identity
from runtime.store.tables import (
    BindingRow,
    ChangeRow,
    CheckRow,
    DeliveryRow,
    FlowRow,
    FlowVersionRow,
    HistoryRow,
    OutboxRow,
)
from runtime.sweep import sweep
from runtime.worker import drain
from tests.flows.build import NOW


class Watch:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def turn(self, **by: float) -> None:
        """`turn(minutes=5)`; back too."""
        self.time += timedelta(**by)


async def publish(app: App, *made: Flow) -> None:
    """Publish flows, the next version of each; what a check would say of them is not the matter here."""

    def work(session: Session) -> None:
        for flow in made:
            row = session.get(FlowRow, flow.process_type)
            row = row or FlowRow(process_type=flow.process_type, title=flow.name, created_at=NOW)
            row.current = (row.current or 0) + 1
            whole = codec.published(flow, row.current)
            session.add(row)
            session.flush()
            session.add(
                FlowVersionRow(
                    process_type=flow.process_type, version=row.current, digest=whole.digest or "",
                    document=codec.as_json(whole), author="test", note="", at=NOW,
                )
            )  # fmt: skip

    await app.write(work)


async def meet(app: App, watch: Watch, name: str = "Ana", *identities: Identity) -> Play:
    """A conversation with somebody new, met in the chat where nothing else is said."""

    def work(session: Session) -> Play:
        contact_id = contacts.create(session, identities, values={"name": name})
        if not identities:
            contacts.add_identity(session, contact_id, Identity("chat", contact_id))
        return Play(app, watch, contact_id, contacts.conversation_of(session, contact_id).id)

    return await app.write(work)


class Play:
    """One contact's conversation. What begins with a verb happens and is drained, unless `drained` is False."""

    def __init__(self, app: App, watch: Watch, contact_id: str, conversation_id: str) -> None:
        self.app = app
        self.watch = watch
        self.contact_id = contact_id
        self.conversation_id = conversation_id
        self._said = 0

    # What happens

    async def start(self, process_type: str = "demo", /, *, drained: bool = True, **data: Any) -> str:
        """Open a process, as the API does, and return its binding."""

        def work(session: Session) -> str:
            conversation = contacts.conversation(session, self.conversation_id)
            new = changes.NewChange("manual", "start", source="api", payload=data)
            row = changes.handled_at_once(session, conversation.id, new, "started")
            flow = flows.version(session, process_type)
            return open_process(session, conversation, flow, data, changes.as_change(row))

        binding_id = await self.app.write(work)
        await self._drained(drained)
        return binding_id

    async def say(self, text: str, *, message_id: str | None = None, drained: bool = True) -> Received:
        """The customer writes in the chat."""
        self._said += 1
        inbound = Inbound(self.contact_id, "chat", text, message_id or f"m{self._said}")
        received = await self.app.write(lambda session: receive(session, inbound))
        await self._drained(drained)
        return received

    async def happen(
        self, kind: Any, value: str | None, *, drained: bool = True, source: str = "api", **rest: Any
    ) -> changes.Stored:
        """Any other change: `happen("event", "paid", payload={…})`."""
        new = changes.NewChange(kind, value, source=source, **rest)
        stored = await self.app.write(lambda session: changes.store(session, self.conversation_id, new))
        await self._drained(drained)
        return stored

    async def event(self, value: str, *, drained: bool = True, **payload: Any) -> changes.Stored:
        return await self.happen("event", value, payload=payload, source="event", drained=drained)

    async def wait(self, **by: float) -> None:
        """Time passes, and the sweep takes up what is due."""
        self.watch.turn(**by)
        await self.sweep()

    async def sweep(self) -> list[str]:
        """One sweep; the conversations it wakes are drained."""
        woken = await sweep(self.app.database)
        for conversation_id in woken:
            await drain(self.app, conversation_id)
        return woken

    async def drain(self) -> None:
        await drain(self.app, self.conversation_id)

    async def _drained(self, wanted: bool) -> None:
        if wanted:
            await self.drain()

    # What came of it

    async def state(self, binding_id: str) -> str:
        return (await self.found(binding_id)).binding.state

    async def found(self, binding_id: str) -> bindings.Found:
        return await self.app.read(lambda session: bindings.get(session, binding_id))

    async def all_bindings(self) -> list[BindingRow]:
        """Every binding of this conversation, oldest first."""
        return await self._rows(BindingRow, BindingRow.created_at)

    async def heard(self) -> list[str]:
        """What the customer was told, oldest first."""
        found = await self.app.read(lambda session: messages.after(session, self.conversation_id, 0))
        return [message.text for message in found if message.sender == "business"]

    async def changes(self) -> list[ChangeRow]:
        return await self._rows(ChangeRow, ChangeRow.order)

    async def results(self) -> list[tuple[str, str]]:
        """What happened and what came of it, in a word each, in stored order."""
        return [(row.value or row.kind, row.result) for row in await self.changes()]

    async def history(self, binding_id: str) -> list[HistoryRow]:
        return await self.app.read(lambda session: changes.history(session, binding_id))

    async def told(self, binding_id: str) -> list[tuple[str | None, str]]:
        """What a binding was told and what came of it, oldest first."""
        return [(row.value, row.outcome) for row in await self.history(binding_id)]

    async def outbox(self) -> list[OutboxRow]:
        return await self._rows(OutboxRow, OutboxRow.order)

    async def effects(self) -> list[tuple[str, str]]:
        """Effects and where they stand, oldest first."""
        return [(row.type, row.status) for row in await self.outbox()]

    async def checks(self) -> list[tuple[str | None, str]]:
        """Timers and where they stand, in arming order."""
        return [
            (row.transition or row.name, row.status) for row in await self._rows(CheckRow, CheckRow.order)
        ]

    async def deliveries(self) -> list[tuple[str, str, str]]:
        """Attempts: channel, status and code, oldest first."""
        query = select(DeliveryRow).order_by(col(DeliveryRow.order))
        rows = await self.app.read(lambda session: session.exec(query).all())
        return [(row.channel, row.status, row.code) for row in rows]

    async def _rows(self, table: Any, order: Any) -> list[Any]:
        query = select(table).where(table.conversation_id == self.conversation_id).order_by(col(order))
        return list(await self.app.read(lambda session: session.exec(query).all()))


def texts(rows: Iterable[SQLModel], name: str) -> list[Any]:
    """One column of rows."""
    return [getattr(row, name) for row in rows]
