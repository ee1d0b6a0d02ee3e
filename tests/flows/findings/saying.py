"""Messages that a channel can't carry, or won't take any more."""

from __future__ import annotations

from typing import Any

from tests.flows.build import after, clause, flow, on, says
from tests.flows.findings.case import DONE, SENT, Case, Clean, greeting

INTENTS = {"x": {"examples": ["so"]}}


def buttons(*titles: str) -> list[dict[str, str]]:
    return [{"title": title, "intent": "x"} for title in titles]


def on_channel(*names: str, text: str = "hello", trigger: Any = "intent x", **rest: Any) -> dict[str, Any]:
    """What is said on these channels when somebody writes."""
    said = {"message": "hello"} if text == "hello" else {"text": text}
    return on(
        trigger, "open", "done", {"type": "send_message", **said, "channel": list(names)}, id="tell", **rest
    )


def telling(*names: str, trigger: Any = "intent x", **message: Any) -> Any:
    """A flow that sends `hello` on these channels."""
    return flow(
        on_channel(*names, trigger=trigger), messages={"hello": {"text": "Hi", **message}}, intents=INTENTS
    )


CASES = (
    Case("channel-limit", "hello", "11 buttons; chat shows 10", greeting(buttons=buttons(*"abcdefghijk"))),
    Case("channel-limit", "hello", "shows 20 at most", greeting(buttons=buttons("a" * 21))),
    Case("channel-limit", "hello", "24 at most in a list", greeting(buttons=buttons("a", "b", "c", "d" * 25))),
    Case("channel-limit", "hello", "“Vielleicht", greeting(
        locales={"de": {"buttons": buttons("Vielleicht noch einmal später")}})),
    Case("channel-limit", "hello", "4,001 characters", greeting(text="a" * 4_001)),
    Case("channel-limit", "hello", "whatsapp carries 1,024", greeting(text="a" * 1_025, buttons=buttons("a"))),
    Case("channel-limit", "tell", "the transition “x” from “Open”", flow(on_channel("same", text="a" * 4_097))),
    Case("missing-subject", "hello", "has no subject", telling("email")),
    Case("missing-subject", "hello", "may be sent as an email", telling("preferred")),
    Case("missing-subject", "hello", "no subject", telling("whatsapp", "email")),
    Case("outside-window", "tell", "“hello” may go out on WhatsApp", telling("same", trigger=after("1d"))),
    Case("outside-window", "tell", "24 hours", telling("whatsapp", trigger="event x")),
    Case("outside-window", "tell", "a text", flow(on_channel("same", text="Hi", trigger="manual x"))),
    Case(
        "outside-window",
        "second",
        "the state “Second”",
        flow(
            on("intent x", "open", "first"),
            on(after("13h"), "first", "second"),
            on({"type": "timeout", "value": "more"}, "second", "third"),
            DONE,
            states=["open", "first", {"id": "second", "enter": [
                {"type": "enqueue_followup", "text": "Hi", "after": "12h"}]}, "third", "done"],
        ),
    ),
    Case(
        "outside-window",
        "open",
        "the state “Open”",
        flow(DONE, states=[{"id": "open", "ask": {"message": "hello", "into": "due"}}, "done"]),
    ),
    Case(
        "outside-window",
        "tell",
        "the transition “later” from “Open”",
        flow(
            on("intent x", "open", None, {"type": "schedule_check", "after": "2d", "value": "later"}),
            on("timeout later", "open", "done", says("Hi"), id="tell"),
            starts=[{"type": "intent", "value": "x"}],
        ),
    ),
)  # fmt: skip
CLEAN = (
    Clean("channel-limit", "ten are a list", greeting(buttons=buttons(*"abcdefghij"))),
    Clean("channel-limit", "the chat has room", telling("chat", buttons=buttons("a" * 60))),
    Clean(
        "channel-limit", "blanks are as long as what fills them", greeting(text="{{ contact.name }}" * 250)
    ),
    Clean("channel-limit", "an email is as long as it is", telling("email", text="a" * 9_000)),
    Clean("missing-subject", "an answer has the subject of what it answers", telling("same")),
    Clean("missing-subject", "no email", telling("whatsapp", "preferred")),
    Clean("missing-subject", "it has one", telling("email", subject="News")),
    Clean("outside-window", "an answer", telling("same")),
    Clean("outside-window", "a template", telling("same", trigger="event x", whatsapp={"template": "t"})),
    Clean("outside-window", "on other channels", telling("chat", "email", trigger="event x")),
    Clean(
        "outside-window",
        "a conversation in the chat only",
        flow(on("event x", "open", "done", SENT, when=clause("conversation.channel", "eq", "chat"))),
    ),
    Clean(
        "outside-window",
        "soon enough",
        flow(
            on("intent x", "open", "first", says("Hi")),
            on("action outreach_sent", "first", "second", says("Hi")),
            on(after("23h"), "second", "done", says("Hi")),
        ),
    ),
)
