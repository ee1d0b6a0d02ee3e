"""The chat's wire: who gets in, what is replayed, and that nothing is lost or said twice."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from runtime import clock
from runtime.app import App
from runtime.channels.chat.visitors import TOKEN_VALID, Visitors
from runtime.ingress import chat_socket
from runtime.settings import ServerSection
from tests.door import Chat, Door, Visitor, open_door, working
from tests.runtime.ingress.asking import accepted, invoice, started

BAD_TOKEN, NOT_ALLOWED = 4401, 4403


async def texts(chat: Chat, count: int) -> list[str]:
    """The texts of the next events, acknowledgements left out."""
    heard: list[str] = []
    while len(heard) < count:
        frame = await chat.hear()
        if frame["type"] == "event":
            heard.append(frame["text"])
    return heard


async def say(door: Door, visitor: Visitor, *lines: str) -> None:
    """Say something in a chat that is then left."""
    async with door.chat(visitor) as chat:
        for line in lines:
            await chat.say(line)
            while (await chat.hear())["type"] != "ack":
                pass


# Who gets in


async def turned_away(chat: Chat, code: str, closed: int) -> None:
    frame = await chat.hear()
    assert (frame["type"], frame["code"]) == ("error", code)
    assert frame["message"]
    assert await chat.code() == closed


@pytest.mark.parametrize(
    "frame",
    [
        "not JSON",
        b"\x00\x01",
        {"type": "message", "client_id": "1", "text": "Hello"},
        {"type": "hello"},
        {"type": "hello", "token": "forged", "after": 0},
        {"type": "hello", "token": None},
        {"type": "hello", "token": "x", "after": -1},
        {"type": "hello", "token": "x", "after": 2**63},
    ],
)
async def test_a_first_frame_that_shows_nobody(door: Door, frame: object) -> None:
    async with door.socket((await door.visitor()).contact_id) as chat:
        await chat.send(frame)
        await turned_away(chat, "bad_token", BAD_TOKEN)


async def test_a_hello_that_does_not_come(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_socket, "HELLO_SECONDS", 0.05)
    async with door.socket((await door.visitor()).contact_id) as chat:
        await turned_away(chat, "bad_token", BAD_TOKEN)


async def test_a_token_opens_its_own_conversation_alone(door: Door) -> None:
    ana, bob = await door.visitor(), await door.visitor()
    await say(door, bob, "A secret")
    for contact_id in (bob.contact_id, "not-a-uuid", bob.contact_id.upper(), "%2e%2e"):
        async with door.socket(contact_id) as chat:
            await chat.hello(ana)
            await turned_away(chat, "bad_token", BAD_TOKEN)


async def test_a_token_of_another_installation_or_without_a_signature(door: Door) -> None:
    visitor = await door.visitor()
    unsigned = "eyJhbGciOiJub25lIn0." + visitor.token.split(".")[1] + "."
    for token in (Visitors("x" * 43).token(visitor.contact_id), unsigned, visitor.token[:-2]):
        async with door.chat(Visitor(token, visitor.contact_id)) as chat:
            await turned_away(chat, "bad_token", BAD_TOKEN)


async def test_a_token_that_expired(door: Door) -> None:
    visitor = await door.visitor()
    now = clock.now()
    with clock.reading(lambda: now + TOKEN_VALID - timedelta(minutes=1)):
        await say(door, visitor, "Just in time")
    with clock.reading(lambda: now + TOKEN_VALID + timedelta(minutes=1)):
        async with door.chat(visitor) as chat:
            await turned_away(chat, "bad_token", BAD_TOKEN)


async def test_whose_pages_may_chat(app: App) -> None:
    server = ServerSection(origins=("https://www.example.com",))
    settings = app.installation.settings.model_copy(update={"server": server})
    app.installation = app.installation._replace(settings=settings)
    async with open_door(app) as door:
        visitor = await door.visitor()
        for origin in ("https://www.example.com", f"http://localhost:{door.port}", None):
            async with door.socket(visitor.contact_id, origin=origin) as chat:
                await chat.hello(visitor)
                await chat.say("Hello", str(origin))
                assert (await chat.hear())["type"] == "ack"
        for origin in ("https://evil.example", "null"):
            async with door.socket(visitor.contact_id, origin=origin) as chat:
                await turned_away(chat, "not_allowed", NOT_ALLOWED)


async def test_under_another_name_the_server_has_no_chat(door: Door) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with door.socket("x", name="evil.example"):
            pass
    assert refused.value.response.status_code == 403


# What is said


async def test_an_acknowledgement_comes_before_the_message_itself(door: Door) -> None:
    visitor = await door.visitor()
    async with door.chat(visitor) as chat:
        for seq in range(1, 21):
            await chat.say(f"Line {seq}")
            assert await chat.hear() == {"type": "ack", "client_id": f"Line {seq}", "seq": seq}
            event = await chat.hear()
            assert event.pop("at")
            assert event == {
                "type": "event", "seq": seq, "kind": "message", "from": "customer", "text": f"Line {seq}",
                "buttons": [],
            }  # fmt: skip


async def test_the_same_client_id_is_said_once(door: Door) -> None:
    visitor = await door.visitor()
    async with door.chat(visitor) as chat:
        for _ in range(3):
            await chat.say("Hello", "id-1")
        await chat.say("Bye", "id-2")
        frames = [await chat.hear() for _ in range(6)]
    assert [frame["seq"] for frame in frames if frame["type"] == "ack"] == [1, 1, 1, 2]
    assert [frame["text"] for frame in frames if frame["type"] == "event"] == ["Hello", "Bye"]


@pytest.mark.parametrize(
    ("frame", "code", "named"),
    [
        ({"type": "message", "client_id": "1", "text": ""}, "empty", True),
        ({"type": "message", "client_id": "1", "text": " \n\t"}, "empty", True),
        ({"type": "message", "client_id": "1", "text": "x" * 4_001}, "too_long", True),
        ({"type": "message", "client_id": "1", "text": "x" * 200_000}, "too_long", True),
        ({"type": "message", "client_id": "1", "text": 7}, "frame", True),
        ('{"type": "message", "client_id": "1", "text": "\\ud83d"}', "frame", True),
        ({"type": "message", "client_id": "", "text": "Hello"}, "frame", True),
        ({"type": "message", "text": "Hello"}, "frame", False),
        ({"type": "wish", "client_id": 1}, "frame", False),
        ("{", "frame", False),
        ("[" * 50_000, "frame", False),
        (b"\x00", "frame", False),
        ([], "frame", False),
    ],
)
async def test_what_is_no_message_is_refused_and_the_chat_goes_on(
    door: Door, frame: object, code: str, named: bool
) -> None:
    async with door.chat(await door.visitor()) as chat:
        await chat.send(frame)
        refused = await chat.hear()
        assert (refused["type"], refused["code"], "client_id" in refused) == ("error", code, named)
        await chat.send({"type": "ping"})
        assert await chat.hear() == {"type": "pong"}
        await chat.say("x" * 4_000, "long")
        assert (await chat.hear())["type"] == "ack"


async def test_who_writes_like_a_machine_is_slowed_down(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_socket, "MESSAGES_A_MINUTE", 3)
    async with door.chat(await door.visitor()) as chat:
        for n in range(4):
            await chat.say(f"Line {n}")
        frames = [await chat.hear() for _ in range(7)]
    assert [frame["client_id"] for frame in frames if frame["type"] == "error"] == ["Line 3"]


# What is heard


async def test_the_log_is_replayed_from_any_point(door: Door) -> None:
    visitor = await door.visitor()
    await say(door, visitor, *(f"Line {n}" for n in range(1, 6)))
    for after in (0, 3, 4):
        async with door.chat(visitor, after) as chat:
            assert await texts(chat, 5 - after) == [f"Line {n}" for n in range(after + 1, 6)]
    async with door.chat(visitor, 99) as chat:
        await chat.say("Line 6")
        assert (await chat.hear())["seq"] == 6


async def test_a_log_longer_than_one_read_is_replayed_whole(door: Door) -> None:
    visitor = await door.visitor()
    await say(door, visitor, *(str(n) for n in range(250)))
    async with door.chat(visitor) as chat:
        assert await texts(chat, 250) == [str(n) for n in range(250)]


async def test_what_was_said_while_away_is_there_at_the_return(door: Door) -> None:
    visitor = await door.visitor()
    await started(door.api, invoice(contact_id=visitor.contact_id))
    await door.turn()
    async with door.chat(visitor) as chat:
        reminder = await chat.hear()
    assert reminder["from"] == "business"
    assert "INV-7" in reminder["text"]
    assert [button["title"] for button in reminder["buttons"]] == [
        "Already paid",
        "I need more time",
        "Invoice details",
    ]
    assert all(set(button) == {"title"} for button in reminder["buttons"])


async def test_a_visitor_who_never_wrote_hears_what_is_started_for_them(door: Door) -> None:
    visitor = await door.visitor()
    async with working(door.app), door.chat(visitor) as chat:
        await started(door.api, invoice(contact_id=visitor.contact_id))
        assert "INV-7" in (await chat.hear())["text"]


async def test_two_tabs_hear_the_same(door: Door) -> None:
    visitor = await door.visitor()
    async with door.chat(visitor) as one, door.chat(visitor) as two:
        await one.say("From the first")
        assert await texts(one, 1) == await texts(two, 1)
        await two.say("From the second")
        assert await texts(one, 1) == await texts(two, 1) == ["From the second"]


async def test_other_channels_stay_out_of_the_chat(door: Door) -> None:
    visitor = await door.visitor()
    await say(door, visitor, "By chat")
    mail = {"channel": "email", "contact_id": visitor.contact_id, "text": "By email", "message_id": "m"}
    await accepted(door.api, "messages/inbound", **mail)
    async with door.chat(visitor) as chat:
        assert await texts(chat, 1) == ["By chat"]
        await chat.say("Again")
        assert await texts(chat, 1) == ["Again"]


async def test_200_messages_through_15_hard_disconnects_arrive_once_and_in_order(door: Door) -> None:
    """A page that keeps what was not acknowledged, and loses its line at any moment."""
    visitor = await door.visitor()
    fate = random.Random(7)
    waiting = [f"Line {n}" for n in range(200)]
    heard: list[str] = []
    seen = cuts = 0
    while waiting or len(heard) < 200:
        lasts = fate.randint(5, 40) if cuts < 15 else 10_000
        async with door.chat(visitor, seen) as chat:
            for line in waiting:
                await chat.say(line)
            while lasts and (waiting or len(heard) < 200):
                lasts -= 1
                frame = await chat.hear()
                if frame["type"] == "ack":
                    waiting.remove(frame["client_id"])
                elif frame["type"] == "event":
                    assert frame["seq"] == seen + 1
                    seen = frame["seq"]
                    heard.append(frame["text"])
            cuts += 1
            chat.cut()
    assert cuts > 15
    assert heard == [f"Line {n}" for n in range(200)]


async def test_a_customer_and_the_business_at_once(door: Door) -> None:
    """Replies and messages cross; both tabs see one order, without a gap."""
    visitor = await door.visitor()
    await started(door.api, invoice(contact_id=visitor.contact_id))
    async with working(door.app), door.chat(visitor) as chat:
        for n in range(10):
            await chat.say("what is this invoice for?", str(n))
        frames: list[int] = []
        while len(frames) < 21:
            frame = await chat.hear()
            if frame["type"] == "event":
                frames.append(frame["seq"])
    assert frames == list(range(1, 22))
