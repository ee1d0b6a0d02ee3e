"""`/ws/chat/{contact_id}`: a conversation followed from any point, and written to.

The first frame carries the token. Then the log from `after` on, and live; messages are stored before they are
acknowledged, once per `client_id`. The database is the log; the feed only says when to look.
"""

from __future__ import annotations

import asyncio
import json
import logging
from time import monotonic
from typing import Annotated, Any, Literal

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError
from sqlmodel import Session

from runtime.app import App
from runtime.errors import BadToken, NotAllowed, RuntimeFault
from runtime.feed import Feed, wait
from runtime.inbound import Inbound, Received, contact_for, receive
from runtime.ingress.access import app_of, require_origin
from runtime.store import contacts, messages

router = APIRouter()
log = logging.getLogger(__name__)

CHANNEL = "chat"
HELLO_SECONDS = 10
UNSTORED_SECONDS = 0.3
MAX_TEXT = 4_000
MESSAGES_A_MINUTE = 1_200
BAD_TOKEN, NOT_ALLOWED, TOO_MUCH = 4401, 4403, 4429


class Hello(BaseModel):
    """The first frame. `after` is the number of the last message seen."""

    type: Literal["hello"]
    token: str
    after: Annotated[int, Field(ge=0, lt=2**63)] = 0


class Said(BaseModel):
    """A message of the customer's. The same `client_id` is stored once."""

    type: Literal["message"]
    client_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    text: str


class Ping(BaseModel):
    type: Literal["ping"]


Frame = Annotated[Said | Ping, Field(discriminator="type")]
_FRAMES: TypeAdapter[Said | Ping] = TypeAdapter(Frame)


@router.websocket("/ws/chat/{contact_id}")
async def chat(socket: WebSocket, contact_id: str) -> None:
    """Let the owner of a token into their conversation, and nobody else."""
    app = app_of(socket)
    try:
        require_origin(socket)
    except NotAllowed as error:
        await socket.accept()
        await _refuse(socket, error, NOT_ALLOWED)
        return
    await socket.accept()
    try:
        hello = await _hello(socket)
        if app.visitors.contact_of(hello.token) != contact_id:
            raise BadToken
    except WebSocketDisconnect:
        return
    except RuntimeFault as error:
        await _refuse(socket, error, BAD_TOKEN)
        return
    await _Line(app, socket, contact_id, hello.after).run(socket.app.state.feed)


async def _hello(socket: WebSocket) -> Hello:
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            return Hello.model_validate_json(await _text(socket))
    except (TimeoutError, ValidationError) as error:
        raise BadToken("The first frame must be a hello with a token.") from error


async def _text(socket: WebSocket) -> str:
    """The next frame; a binary one has no text. Raises WebSocketDisconnect."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    return message.get("text") or ""


async def _refuse(socket: WebSocket, error: RuntimeFault, code: int) -> None:
    await socket.send_json({"type": "error", "code": error.code, "message": str(error)})
    await socket.close(code)


class _Line:
    """One open socket of one visitor."""

    def __init__(self, app: App, socket: WebSocket, contact_id: str, after: int) -> None:
        self.app = app
        self.socket = socket
        self.contact_id = contact_id
        self.seen = after
        # An acknowledgement goes out before the event of the same message: the page then knows it as its own.
        self.sending = asyncio.Lock()
        self.recent: list[float] = []
        self.stored = asyncio.Event()

    async def run(self, feed: Feed) -> None:
        """Until the visitor leaves."""
        following = asyncio.create_task(self._follow(feed))
        try:
            await self._listen()
        except (WebSocketDisconnect, RuntimeError):
            # Starlette raises RuntimeError for a socket that went while we were sending.
            pass
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

    # What the business says

    async def _follow(self, feed: Feed) -> None:
        try:
            # A visitor is stored with their first message or process; until then nobody can wake us.
            while (conversation_id := await self.app.read(self._conversation)) is None:
                await wait(self.stored, UNSTORED_SECONDS)
            with feed.following(conversation_id) as woken:
                while True:
                    await self._tell(conversation_id)
                    await wait(woken)
        except (WebSocketDisconnect, RuntimeError):
            return
        except Exception:
            log.exception("a chat could not be followed")
            await self.socket.close(1011)

    def _conversation(self, session: Session) -> str | None:
        if not contacts.exists(session, self.contact_id):
            return None
        return contacts.conversation_of(session, self.contact_id).id

    async def _tell(self, conversation_id: str) -> None:
        while True:
            async with self.sending:
                news = await self.app.read(
                    lambda session: messages.after(session, conversation_id, self.seen, channel=CHANNEL)
                )
                for message in news:
                    await self.socket.send_json(_event(message))
                    self.seen = message.seq
            if not news:
                return

    # What the customer says

    async def _listen(self) -> None:
        while True:
            text = await _text(self.socket)
            try:
                frame = _FRAMES.validate_json(text)
            except ValidationError:
                await self._say(
                    {"type": "error", "code": "frame", "message": "This could not be read.", **_named(text)}
                )
                continue
            if isinstance(frame, Ping):
                await self._say({"type": "pong"})
            elif (refusal := self._refusal(frame)) is not None:
                await self._say({"type": "error", "client_id": frame.client_id, **refusal})
            else:
                await self._take(frame)

    def _refusal(self, said: Said) -> dict[str, str] | None:
        now = monotonic()
        self.recent = [at for at in self.recent if now - at < 60]
        if len(self.recent) >= MESSAGES_A_MINUTE:
            return {"code": "too_many", "message": "That was very fast; try again in a minute."}
        self.recent.append(now)
        if not said.text.strip():
            return {"code": "empty", "message": "There is nothing in it."}
        if len(said.text) > MAX_TEXT:
            return {"code": "too_long", "message": f"A message may have {MAX_TEXT:,} characters."}
        return None

    async def _take(self, said: Said) -> None:
        def store(session: Session) -> Received:
            contact_for(session, self.app.visitors, self.contact_id)
            return receive(session, Inbound(self.contact_id, CHANNEL, said.text, said.client_id))

        async with self.sending:
            received = await self.app.write(store)
            await self.socket.send_json({"type": "ack", "client_id": said.client_id, "seq": received.seq})
        self.stored.set()
        await self.app.changed(received.conversation_id)

    async def _say(self, frame: dict[str, Any]) -> None:
        async with self.sending:
            await self.socket.send_text(json.dumps(frame))


def _named(unreadable: str) -> dict[str, str]:
    """Which message this was, as far as it says so: its page then stops sending it again."""
    try:
        client_id = json.loads(unreadable)["client_id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
    return {"client_id": client_id} if isinstance(client_id, str) else {}


def _event(message: messages.Message) -> dict[str, Any]:
    return {
        "type": "event",
        "seq": message.seq,
        "kind": "message",
        "from": message.sender,
        "text": message.text,
        "buttons": [{"title": title} for title, _ in message.buttons],
        "at": message.at.isoformat(),
    }
