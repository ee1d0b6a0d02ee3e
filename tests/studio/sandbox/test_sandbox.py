"""The sandbox: a run that explains itself, goes back, forks, and becomes a scenario."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from flows.world import happenings as h
from runtime.errors import RoleTooLow
from runtime.store import publishing
from runtime.users.actor import Actor
from studio.errors import NameMissing, StepRefused
from studio.services.sandbox.model import Progress, Run, Source
from tests.flows.build import NOW, after, clause, flow, on, says
from tests.flows.shipped import FLOWS
from tests.studio.sandbox.conftest import EDITOR, VIEWER, Playing

INVOICE = FLOWS["payment_collection"]
ESCALATE: dict[str, Any] = {"type": "escalate", "note": "help"}
REFUND: dict[str, Any] = {"type": "update_backend", "operation": "refund"}


def text(run: Run) -> list[tuple[str, str]]:
    """The conversation: who said what."""
    return [(row.sender, row.text) for row in run.messages if row.fate in ("sent", "waiting")]


def fates(run: Run) -> list[tuple[str, str]]:
    """What became of the messages of the step we are at."""
    return [(row.text, row.fate) for row in run.step.messages if row.sender == "business"]


# A step explains itself


async def test_a_shipped_flow_runs_at_once_with_invented_data(playing: Playing) -> None:
    await playing.draft(INVOICE)
    run = await playing.sandbox.open(VIEWER, "payment_collection")
    assert run.step.words == "It begins"
    binding = run.step.bindings[0]
    assert (binding.state, binding.path) == ("reminded", ("remind",))
    assert dict(binding.data) == {
        "invoice_id": "INV-2048", "amount": 128.5, "due_date": "2026-03-16",
        "payment_link": "https://example.com/payment",
    }  # fmt: skip
    assert len(text(run)) == 1
    assert "INV-2048" in text(run)[0][1]


async def test_what_is_said_is_explained_down_to_the_clauses(playing: Playing) -> None:
    big = clause("data.n", "gt", 100)
    await playing.draft(
        flow(
            on("intent pay", "open", "asked", id="big", when=big),
            on("intent pay", "open", "done", says("Thanks, {{ contact.name }}."), id="small"),
            on("intent pay", "open", "asked", id="never"),
            data={"n": {"type": "number", "required": True, "min": 7, "max": 7}},
            intents={"pay": {}},
        )
    )
    run = await playing.do(h.Say("I pay"))
    step = run.step
    assert (step.words, text(run)) == (
        "Ana writes “I pay”",
        [("customer", "I pay"), ("business", "Thanks, Ana.")],
    )
    assert step.understood is not None
    assert [(one.intent, one.confidence) for one in step.understood.heard] == [("pay", 0.8)]
    told = step.told[0]
    assert (told.change, told.words, told.taken) == (
        "intent: pay (0.80)",
        "It goes to “Done” by “pay”.",
        ("small",),
    )
    assert [(row.transition, row.verdict) for row in told.candidates] == [
        ("big", "guard"), ("small", "taken"), ("never", "later"),
    ]  # fmt: skip
    only = told.candidates[0].clauses[0]
    assert (only.field, only.op, only.expected, only.actual, only.holds) == ("data.n", "gt", 100, 7, False)
    assert told.candidates[0].words == "pay, if n is more than 100"


async def test_timers_that_are_armed_void_and_due(playing: Playing) -> None:
    await playing.draft(
        flow(
            on(after("2d"), "open", "late", id="silence"),
            on("event go", "open", "gone", id="go"),
            on(after("1d"), "gone", "done"),
        )
    )
    run = await playing.begin()
    assert [(row.name, row.fate, row.due) for row in run.step.checks] == [
        ("after 2 days", "armed", NOW + timedelta(days=2))
    ]
    run = await playing.do(h.Event("go"))
    assert [(row.name, row.fate, row.armed_now) for row in run.step.checks] == [
        ("after 2 days", "void", False), ("after 1 day", "armed", True),
    ]  # fmt: skip
    run = await playing.do(h.WaitForNext())
    assert (run.step.at, run.step.checks[0].fate, run.step.bindings[0].ended) == (
        NOW + timedelta(days=1),
        "due",
        True,
    )
    assert run.next_due is None
    with pytest.raises(StepRefused, match="Nothing is planned"):
        await playing.do(h.WaitForNext())


async def test_data_before_and_after_and_how_often_each_state_was_visited(playing: Playing) -> None:
    count = {"type": "set_data", "values": {"said": "{{ event.message }}"}}
    await playing.draft(
        flow(on("intent x", "open", "open", count), data={"said": {"type": "text"}}, intents={"x": {}})
    )
    run = await playing.do(h.Say("x"), h.Say("x again"))
    binding = run.step.bindings[0]
    assert (binding.data_before["said"], binding.data["said"]) == ("x", "x again")
    assert (dict(binding.visits), binding.path) == ({"open": 3}, ("open-x-open",) * 2)


# What can be made to happen


async def test_the_contact_policy_is_the_runtimes(playing: Playing) -> None:
    made = flow(
        on("event news", "open", None, says("News.")), on("intent x", "open", None, says("Here.")),
        hours="Mo-Fr 09:00-17:00", intents={"x": {}},
    )  # fmt: skip
    await playing.draft(made)
    run = await playing.begin(at=NOW + timedelta(hours=12))
    run = await playing.do(h.Event("news"))
    assert fates(run) == [("News.", "postponed")]
    assert run.next_due == NOW + timedelta(hours=25)
    assert fates(await playing.do(h.Say("x"))) == [("Here.", "sent")]
    assert fates(await playing.do(h.WaitForNext())) == [("News.", "sent")]
    out = await playing.begin(person=run.setup.person._replace(opted_out=True))
    assert fates(await playing.do(h.Event("news"))) == [("News.", "failed")]
    assert out.step.contact.opted_out


async def test_sends_and_calls_settled_by_hand(playing: Playing) -> None:
    await playing.draft(
        flow(
            on("action outreach_sent", "open", "told", REFUND), on("action delivery_failed", "open", "unreached"),
            on("action backend_updated", "told", "done", when=clause("event.amount", "gt", 5)),
            states=[{"id": "open", "enter": [says("Hello.")]}, "told", "unreached", "done"],
        )
    )  # fmt: skip
    run = await playing.begin(sends_succeed=False, calls_succeed=False)
    start = run.here
    (hello,) = run.awaited
    assert (hello.kind, hello.words, fates(run)) == ("send", "The message", [("Hello.", "waiting")])
    run = await playing.do(h.Settle(hello.key))
    (call,) = run.awaited
    assert (call.words, run.step.calls[0].fate) == ("The call “refund”", "waiting")
    run = await playing.do(h.Settle(call.key, payload={"amount": 10}))
    assert run.step.bindings[0].ended
    await playing.go(start)
    run = await playing.do(h.Settle(hello.key, succeeded=False, code="no_such_number"))
    assert (run.step.bindings[0].state, text(run)) == ("unreached", [])


async def test_the_next_send_fails(playing: Playing) -> None:
    await playing.draft(
        flow(
            on("event news", "open", None, says("News.")),
            on("action delivery_failed", "open", "lost", when=clause("event.code", "eq", "131026")),
        )
    )
    run = await playing.do(h.FailNextSend("131026"), h.Event("news"))
    assert (fates(run), run.step.bindings[0].state) == ([("News.", "failed")], "lost")


async def test_an_operator_takes_over_writes_and_gives_back(playing: Playing) -> None:
    await playing.draft(
        flow(
            on("intent help", "open", "helping", says("A moment."), ESCALATE),
            on("event news", "helping", None, says("News.")), on("action operator_released", "helping", "open"),
            on("manual close", "*", "done", id="close"), intents={"help": {}},
        )
    )  # fmt: skip
    run = await playing.do(h.Say("help"))
    assert (run.step.held, run.manual) == (True, (("demo-1", "close"),))
    run = await playing.do(h.Say("help"))
    assert (run.step.understood.detector if run.step.understood else "", run.step.told) == ("none", ())
    assert fates(await playing.do(h.Event("news"))) == [("News.", "held")]
    run = await playing.do(h.TakeOver(), h.Write("It's Eddy."), h.Release())
    assert (run.step.held, run.step.bindings[0].state) == (False, "open")
    assert fates(run) == [("News.", "void")], "its state was left at the release"
    assert ("operator", "It's Eddy.") in text(run)
    assert (await playing.do(h.Manual("close"))).step.bindings[0].ended


async def test_each_channel_shows_its_own(playing: Playing) -> None:
    words = {
        "text": "Pay.",
        "subject": "Invoice",
        "speech": "Please pay.",
        "buttons": [{"title": "Paid", "intent": "x"}],
    }
    await playing.draft(
        flow(
            on("intent x", "open", None, {"type": "send_message", "message": "m"}),
            messages={"m": words}, intents={"x": {}},
        )
    )  # fmt: skip
    shown = {}
    for channel in ("chat", "email", "voice"):
        step = (await playing.do(h.SwitchChannel(channel), h.Say("x"))).step
        shown[channel] = [
            (row.channel, row.subject, row.speech) for row in step.messages if row.sender == "business"
        ]
    assert shown == {
        "chat": [("chat", None, None)],
        "email": [("email", "Invoice", None)],
        "voice": [("voice", None, "Please pay.")],
    }  # fmt: skip
    run = await playing.do(h.Press("Paid"))
    assert run.step.understood is not None
    assert run.step.understood.detector == "button"


async def test_processes_start_one_another_where_they_take_part(playing: Playing) -> None:
    child = flow(on("event paid", "open", "done"), process_type="child", title="Child")
    parent = flow(
        on("event ended:child", "open", "done", says("It ended in {{ event.state }}.")),
        states=[{"id": "open", "enter": [{"type": "start_process", "process_type": "child"}]}, "done"],
    )
    await playing.draft(parent, child)
    setup = await playing.sandbox.default_setup(VIEWER, "demo")
    assert setup.sources == (Source("demo"), Source("child", opened=False))
    run = await playing.do(h.Event("paid"))
    assert [(one.title, one.state, one.started_by) for one in run.step.bindings] == [
        ("Demo", "done", None), ("Child", "done", "demo-1"),
    ]  # fmt: skip
    run = await playing.begin(sources=setup.sources[:1])
    assert run.step.problems[0].startswith("“child” is started here, but takes no part")


async def test_events_are_offered_with_what_flows_read_of_them(playing: Playing) -> None:
    await playing.draft(
        flow(
            on("event paid", "open", "done", {"type": "set_data", "values": {"when": "{{ event.day }}"}},
               when=clause("event.amount", "gte", {"field": "data.amount"})),
            on("event later", "elsewhere", "done"),
            data={
                "id": {"type": "string", "required": True}, "amount": {"type": "number", "required": True},
                "when": {"type": "date"},
            },
            key="id",
        )
    )  # fmt: skip
    await playing.begin()
    paid, later = await playing.sandbox.event_form(VIEWER, "demo")
    assert [(one.name, one.field.type, one.known) for one in paid.fields] == [
        ("id", "string", "ID-2048"), ("amount", "number", 128.5), ("day", "date", None),
    ]  # fmt: skip
    assert (paid.heard_now, later.value, later.heard_now) == (True, "later", False)


# Time travel

FORKING = flow(
    on("intent x", "open", "left", says("Left.")), on("intent y", "open", "right", says("Right.")),
    on("intent x", "left", "done"), intents={"x": {}, "y": {}},
)  # fmt: skip


async def test_going_back_and_on_from_there_is_a_fork(playing: Playing) -> None:
    await playing.draft(FORKING)
    start = (await playing.begin()).here
    left = await playing.do(h.Say("x"), h.Say("x"))
    run = await playing.go(start)
    assert (run.here, [step.id for step in run.line]) == (start, [step.id for step in left.line]), (
        "what came stays"
    )
    assert run.step.bindings[0].state == "open"
    right = await playing.do(h.Say("y"))
    assert [(fork.words, fork.steps, fork.current) for fork in right.forks] == [
        ("Ana writes “x”", 3, False), ("Ana writes “y”", 2, True),
    ]  # fmt: skip
    both = await playing.sandbox.compare(VIEWER, "demo", left.here, right.here)
    assert (both.parted, len(both.one), len(both.other)) == (start, 2, 1)
    assert [tuple(one) for one in both.states] == [("State of Demo", "Done", "Right")]
    assert [tuple(one) for one in both.messages] == [("Message 1", "Left.", "Right.")]
    again = await playing.sandbox.reset(VIEWER, "demo")
    assert (len(again.line), again.setup) == (1, right.setup)
    with pytest.raises(StepRefused):
        await playing.go("99")


async def test_what_is_planned_comes_behind_all_that_was_said(playing: Playing) -> None:
    later = {"type": "enqueue_followup", "text": "Still there?", "after": "10d"}
    await playing.draft(flow(on("intent x", "open", None, later, says("Soon.")), intents={"x": {}}))
    run = await playing.do(h.Say("x"))
    assert [row.text for row in run.messages] == ["x", "Soon.", "Still there?"]


async def test_another_window_follows_the_run_and_never_begins_it_anew(playing: Playing) -> None:
    await playing.draft(INVOICE)
    await playing.sandbox.open(VIEWER, "payment_collection")
    await playing.database.write(
        partial(
            publishing.publish,
            process_type="payment_collection",
            actor=Actor("eddy", "publisher"),
            note="First.",
        )
    )
    await playing.sandbox.open(VIEWER, "payment_collection", 1)
    played = await playing.sandbox.do(VIEWER, "payment_collection", h.Wait("1d"))
    assert await playing.sandbox.look(VIEWER, "payment_collection") == played


async def test_the_same_happenings_on_the_edited_draft(playing: Playing) -> None:
    await playing.draft(FORKING)
    run = await playing.do(h.Say("x"), h.GoTo("left"), h.Say("x"))
    await playing.draft(flow(on("intent x", "open", "right"), intents={"x": {}}))
    assert (await playing.go(run.here)).stale
    run = await playing.sandbox.replay_on(VIEWER, "demo")
    assert not run.stale
    assert [step.bindings[0].state for step in run.line] == ["open", "right", "right", "right"]
    assert run.line[1].problems == ("“Demo” can't go on here: nothing leads on from “Right”.",)
    assert run.line[2].told[0].words == "The flow has no such state."


async def test_a_draft_with_errors_plays_as_far_as_it_can(playing: Playing) -> None:
    send = {"type": "send_message", "message": "gone"}
    await playing.draft(flow(on("event go", "open", "nowhere", send), states=["open"]))
    run = await playing.do(h.Event("go"))
    assert run.step.problems == (
        "There is no message “gone” to send.",
        "“Demo” can't go on here: it leads to “nowhere”, which is no state of it.",
    )  # fmt: skip


async def test_a_run_is_bounded_and_so_are_runs(playing: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.services.sandbox.run.MOST_STEPS", 3)
    monkeypatch.setattr("studio.services.sandbox.sandbox.MOST_RUNS", 1)
    await playing.draft(FORKING)
    await playing.do(h.Event("a"), h.Event("b"))
    with pytest.raises(StepRefused, match="3 steps at most"):
        await playing.do(h.Event("c"))
    playing.actor = EDITOR
    await playing.begin()
    with pytest.raises(StepRefused, match="isn't there any more"):
        await playing.sandbox.reset(VIEWER, "demo")


# Scenarios


async def test_a_run_becomes_a_scenario_that_passes(playing: Playing) -> None:
    await playing.draft(INVOICE)
    playing.actor = EDITOR
    await playing.do(
        h.Say("promise_to_pay promised_date=2026-03-06"), h.WaitForNext(), h.Event("payment_received")
    )
    made = await playing.sandbox.as_scenario(EDITOR, "payment_collection", "pays late")
    assert made.notes == ()
    expected = [(step.kind, step.expect.state, step.expect.taken) for step in made.scenario.steps]
    assert expected == [
        ("say", "promised", "promise"),
        ("wait", "overdue", "broken"),
        ("event", "confirmed", "paid"),
    ]
    assert made.scenario.steps[0].expect.data == {"promised_date": "2026-03-06"}
    await playing.scenarios.put(EDITOR, "payment_collection", made.scenario, None)
    draft, _ = await playing.editing.open(EDITOR, "payment_collection")
    assert draft.scenarios[-1] == made.scenario
    report = await playing.sandbox.play(VIEWER, "payment_collection", [draft.scenarios[-1]])
    assert report.passed
    assert sorted(report.coverage.taken) == ["broken", "paid", "promise", "remind"]


async def test_results_by_hand_are_steps_of_the_scenario(playing: Playing) -> None:
    await playing.draft(
        flow(
            on("action outreach_sent", "open", "told"),
            states=[{"id": "open", "enter": [says("Hello.")]}, "told"],
        )
    )
    run = await playing.begin(sends_succeed=False)
    await playing.do(h.Settle(run.awaited[0].key))
    made = await playing.sandbox.as_scenario(VIEWER, "demo", "by hand")
    assert [(step.action, step.expect.state) for step in made.scenario.steps] == [("outreach_sent", "told")]


async def test_scenarios_are_played_with_progress_and_a_failing_step_opens_as_a_run(playing: Playing) -> None:
    steps = [{"intent": "x", "expect": {"state": "left"}}, {"intent": "x", "expect": {"state": "left"}}]
    broken = {"name": "goes left", "steps": steps}
    gone = {"name": "goes nowhere", "steps": [{"press": "Gone"}]}
    await playing.draft(
        FORKING.model_validate({**FORKING.model_dump(by_alias=True), "scenarios": [broken, gone]})
    )
    told: list[Progress] = []
    report = await playing.sandbox.play(VIEWER, "demo", progress=told.append)
    assert [(one.done, one.of, one.played.scenario.name) for one in told] == [
        (1, 2, "goes left"),
        (2, 2, "goes nowhere"),
    ]
    failing = report.played[0].steps[2]
    assert failing.problems == ('expected state "left", got "done"',)
    run = await playing.sandbox.open_at(VIEWER, "demo", report.played[0].scenario, failing.number)
    assert (len(run.line), run.here, run.step.bindings[0].state) == (3, "3", "done")
    run = await playing.sandbox.open_at(VIEWER, "demo", report.played[1].scenario, 1)
    assert run.step.problems == ("No message has a button “Gone”.",)


# Who may


async def test_viewers_play_and_editors_write(playing: Playing) -> None:
    await playing.draft(FORKING)
    await playing.do(h.Say("x"))
    made = await playing.sandbox.as_scenario(VIEWER, "demo", "left")
    with pytest.raises(RoleTooLow):
        await playing.scenarios.put(VIEWER, "demo", made.scenario, None)
    with pytest.raises(NameMissing):
        await playing.sandbox.as_scenario(VIEWER, "demo", " ")
