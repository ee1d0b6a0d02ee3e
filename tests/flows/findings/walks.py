"""Maps that can't be walked to an end, and changes that two transitions want."""

from __future__ import annotations

from tests.flows.build import clause, flow, on
from tests.flows.findings.case import (
    DATA,
    DONE,
    Case,
    Clean,
    asking,
    split,
)

CASES = (
    Case(
        "terminal-has-exit",
        "done",
        "“reopen” can't lead out",
        flow(DONE, on("manual reopen", "done", "open", id="reopen")),
    ),
    Case(
        "trap-state",
        "stuck",
        "Nothing leads out of “Stuck”",
        flow(on("event x", "open", "stuck"), on("event y", "open", "done")),
    ),
    Case(
        "trap-state", "open", "Nothing leads out", flow(on("event x", "open"), on("event y", "open", "open"))
    ),
    Case("trap-state", "open", "Nothing leads out", flow(on("event x", "*", "open"), states=["open"])),
    Case("unreachable-state", "lost", "Nothing leads to “Lost”", flow(DONE, on("event y", "lost", "done"))),
    Case(
        "unreachable-state",
        "lost",
        "Nothing leads to",
        flow(DONE, on("manual reopen", "done", "lost"), on("event y", "lost", "open")),
    ),
    Case(
        "no-way-to-end",
        "b",
        "From “B” no end",
        flow(DONE, on("event x", "open", "b"), on("event y", "b", "c"), on("event z", "c", "b")),
    ),
    Case("no-way-to-end", "demo", "has no end", flow(on("event x", "open", "b"), on("event y", "b", "open"))),
    Case(
        "ambiguous-transitions",
        "high",
        "both “paid” (if amount is more than 5) and “paid” (if amount is more than 3)",
        split(clause("data.amount", "gt", 5), clause("data.amount", "gt", 3)),
    ),
    Case(
        "ambiguous-transitions",
        "high",
        "stands first",
        split(clause("data.amount", "gt", 5), clause("data.due", "exists")),
    ),
    Case("ambiguous-transitions", "high", "stands first", split(None, None)),
    Case(
        "ambiguous-transitions",
        "high",
        "stands first",
        split(clause("data.amount", "lte", 5), clause("data.amount", "gte", 5)),
    ),
    Case(
        "shadowed-transition",
        "high",
        "“paid” (without a condition) always comes first",
        split(None, clause("data.amount", "gt", 3)),
    ),
    Case(
        "shadowed-transition",
        "high",
        "In “Open”, “paid” (if amount is more than 5) is never taken",
        split(clause("data.amount", "gt", 3), clause("data.amount", "gt", 5)),
    ),
    Case(
        "shadowed-transition",
        "unsure",
        "never taken",
        flow(
            on("intent x", "open", "done", min_confidence=0.5),
            on("intent x", "open", id="unsure", min_confidence=0.8),
        ),
    ),
    Case(
        "shadowed-transition",
        "rest",
        "“x” from anywhere is never taken",
        flow(
            on("event x", "open", "done"),
            on("event x", "*", "help", id="rest"),
            on("event y", "help", "done"),
        ),
    ),
    Case(
        "shadowed-transition",
        "open",
        "never asks its question: “at once” from “Open” comes first",
        asking(ways=[on("always", "open", "done", when=clause("data.amount", "gt", 3))]),
    ),
)
CLEAN = (
    Clean(
        "terminal-has-exit",
        "every state means every state that isn't an end",
        flow(on("event x", "*", "done"), on("event y", "open", "done")),
    ),
    Clean(
        "trap-state",
        "what leaves every state leaves this one",
        flow(on("event x", "open", "waiting"), on("event y", "*", "done")),
    ),
    Clean(
        "unreachable-state",
        "reached from every state",
        flow(DONE, on("event y", "*", "help"), on("event z", "help", "done")),
    ),
    Clean(
        "no-way-to-end",
        "the long way round",
        flow(on("event x", "open", "b"), on("event y", "b", "open"), on("event z", "*", "done")),
    ),
    Clean("ambiguous-transitions", "otherwise", split(clause("data.amount", "gt", 5), None)),
    Clean(
        "ambiguous-transitions",
        "conditions that exclude each other",
        split(clause("data.amount", "lte", 5), clause("data.amount", "gt", 5)),
    ),
    Clean(
        "ambiguous-transitions",
        "near and far dates",
        split(clause("data.due", "within", "14d"), clause("data.due", "after", "2w")),
    ),
    Clean(
        "ambiguous-transitions",
        "in hours and out of hours",
        split(clause("conversation.in_hours", "eq", True), clause("conversation.in_hours", "eq", False)),
    ),
    Clean(
        "ambiguous-transitions",
        "surer first",
        flow(on("intent x", "open", "done", min_confidence=0.8), on("intent x", "open", min_confidence=0.5)),
    ),
    Clean(
        "ambiguous-transitions",
        "each timer hears its own check",
        flow(
            on({"type": "timeout", "after": "1d"}, "open"),
            on({"type": "timeout", "after": "2d"}, "open", "done"),
        ),
    ),
    Clean(
        "ambiguous-transitions",
        "a named state before every state",
        flow(on("event x", "open", "done"), on("event x", "*", "help"), on("event y", "help", "done")),
    ),
    Clean("shadowed-transition", "otherwise", split(clause("data.amount", "gt", 5), None)),
    Clean(
        "shadowed-transition",
        "neither more nor less: nothing is known",
        flow(
            on("event x", "open", "a", when=clause("data.amount", "gt", 5)),
            on("event x", "open", "b", when=clause("data.amount", "lte", 5)),
            on("event x", "open", "done"),
            data=DATA,
        ),
    ),
    Clean(
        "shadowed-transition",
        "any event, behind a named one",
        flow(on("event x", "open", "done"), on("event *", "open", "help"), on("event y", "help", "done")),
    ),
    Clean(
        "shadowed-transition",
        "every state, but for one that has its own",
        flow(on("event x", "open", "help"), on("event x", "*", "done")),
    ),
    Clean(
        "shadowed-transition",
        "what stays at once is followed by the next",
        flow(on("always", "open", None, {"type": "tag", "add": ["new"]}), on("always", "open", "done")),
    ),
)
