"""What each key of a flow file means, in a sentence: for editors' completion and for the language's reference."""

from __future__ import annotations

from collections.abc import Mapping

from flows.actions.ask_again import AskAgain
from flows.actions.emit_event import EmitEvent
from flows.actions.enqueue_followup import EnqueueFollowup
from flows.actions.escalate import Escalate
from flows.actions.resolve import Resolve
from flows.actions.schedule_check import ScheduleCheck
from flows.actions.send_message import SendMessage
from flows.actions.set_contact import SetContact
from flows.actions.set_data import SetData
from flows.actions.start_process import StartProcess
from flows.actions.tag import Tag
from flows.actions.update_backend import UpdateBackend
from flows.guard_model import AllOf, AnyOf, Clause, NotOf
from flows.model import (
    Accepted,
    ActionTrigger,
    AlwaysTrigger,
    Ask,
    Button,
    DataField,
    EventTrigger,
    Flow,
    Intent,
    IntentTrigger,
    Layout,
    ManualTrigger,
    Message,
    MessageText,
    Start,
    State,
    TimeoutTrigger,
    Transition,
    Unmatched,
    WhatsAppTemplate,
)
from flows.part import FlowPart
from flows.scenario_model import Expect, Scenario, ScenarioStart, Step

Meanings = Mapping[str, str]

_KEEP = "Stay planned when the state is left."
_TIMER: Meanings = {
    "after": "So long after now: 30m, 4h, 2d, 1w, 1mo, 3bd, or ISO 8601; at least 1m.",
    "delay_minutes": "The same in minutes, as older files write it.",
    "relative_to": "The date it counts from: data.due_date, event.due, contact.birthday.",
    "offset": "How long after that date; before it with a minus.",
    "at": "The time of day on that date in the flow's time zone, such as 09:00, which is also the default.",
}
_SAYS: Meanings = {
    "message": "The message of the flow that is sent.",
    "text": "A text to send that stands here, and not among the messages.",
    "generate": "What a reply is to achieve that is written for the occasion, from what is known.",
    "channel": "same: the conversation's last one; preferred: the contact's; a name; or a list to fall back along.",
}
_WORDS: Meanings = {
    "text": "What is said, with blanks such as {{ data.amount | money }}.",
    "subject": "The subject of an email.",
    "speech": "What is said on the phone; without it, it is made from the text.",
    "whatsapp": "The approved template for WhatsApp, where a free text may not be sent.",
    "buttons": "Replies that can be pressed.",
}

FLOW_MEANINGS: Mapping[type[FlowPart], Meanings] = {
    Flow: {
        "schema": "The version of the language that the file is written in.",
        "process_type": "The process's id: small letters, digits and _.",
        "version": "The number of a published version; only in an export.",
        "digest": "Of what decides how the flow behaves; only in an export, and checked when it is read.",
        "title": "What people call the process.",
        "description": "What it is for.",
        "locale": "The language of its texts.",
        "timezone": "Of its dates, hours and business days: Europe/Berlin.",
        "calendar": "The holidays that are no business days: a country such as DE, or a region such as DE-BY.",
        "hours": "Opening hours such as Mo-Fr 08:00-20:00: what nobody just asked for waits for the next opening.",
        "key": "The data field by which a contact's processes of this type are told apart: one open process for each.",
        "starts": "What begins a new process by itself.",
        "data": "The process's variables, by name.",
        "states": "The steps of the process; a plain id, or its keys.",
        "initial_state": "The state in which a process begins.",
        "terminal_states": "States that end the process.",
        "intents": "What customers may mean, by id.",
        "messages": "What is said, by id.",
        "unmatched": "What is done about a message that nothing listens for.",
        "transitions": "What leads from state to state; the order decides where several fit.",
        "accept": "Findings that the author knows of and wants.",
        "scenarios": "Played tests of the flow.",
        "layout": "Where things stand on the canvas; it decides nothing.",
    },
    DataField: {
        "type": "What kind of value it holds.",
        "required": "Whether it must be known when the process starts.",
        "default": "Its value at the start, where none is given.",
        "min": "The least that is valid; of texts, how many characters.",
        "max": "The most that is valid; of texts, how many characters.",
        "choices": "The only values that are valid.",
        "currency": "The currency of an amount, by ISO 4217: EUR.",
        "pii": "Whether it is personal: shown only to those who may see what customers write.",
        "reference": "Whether events may find their process by this value.",
        "description": "What it is; also read by who understands the customer.",
    },
    State: {
        "id": "The state's id.",
        "title": "What people call it; without one, the id made readable.",
        "description": "What goes on in it.",
        "enter": "What is done whenever the state is entered.",
        "ask": "The question that is asked on entering, and where its answer is stored.",
    },
    Ask: {
        "message": "The message that asks.",
        "into": "The data field for the answer; its type decides what an answer is.",
        "retry": "The message for an answer that doesn't fit.",
        "again": "Ask also when the answer is known already.",
    },
    Transition: {
        "id": "Its id; without one, made from from_states, trigger and to_state.",
        "from_states": "The states it leaves; * is every state that isn't an end, but for its own target.",
        "to_state": "The state it leads to; without one the process stays, with its timers as they are.",
        "trigger": "What it listens for.",
        "min_confidence": "How sure the detector must be of the intent, beyond its own threshold.",
        "when": "The condition under which it is taken.",
        "actions": "What is done when it is taken, before the new state is entered.",
    },
    Intent: {
        "description": "What the customer says by it, in a sentence.",
        "examples": "Sentences that customers use.",
        "locales": "Examples in other languages.",
        "slots": "Data fields that are filled from what was said, with their types.",
        "shared": "Whether every process that can take it hears it, and not only the first.",
    },
    Message: {
        **_WORDS,
        "attachments": "Files: data fields of the type file, or addresses.",
        "class": "urgent passes quiet hours and limits, with a reason.",
        "reason": "Why an urgent message may do so.",
        "locales": "The same in other languages.",
    },
    MessageText: _WORDS,
    WhatsAppTemplate: {
        "template": "The name it was approved by.",
        "parameters": "What fills its blanks, in order.",
    },
    Button: {"title": "What stands on the button.", "intent": "What pressing it means."},
    Unmatched: {
        "message": "What is answered.",
        "tries": "How often, before more is done.",
        "then": "What is done then: an action's type, an action, or a list of actions.",
    },
    Start: {
        "type": "Whether an event begins it, or what a customer means.",
        "value": "The event's name, or the intent.",
        "when": "The condition under which it begins.",
    },
    Accepted: {
        "finding": "The finding's code.",
        "at": "What the finding is about, by id.",
        "reason": "Why it is right so.",
    },
    Layout: {
        "states": "State → its top left corner, in pixels.",
        "groups": "Frames around states.",
        "notes": "Notes on the canvas.",
        "pinned": "States that arranging leaves where they are.",
    },
}  # fmt: skip

TRIGGER_MEANINGS: Mapping[type[FlowPart], Meanings] = {
    IntentTrigger: {
        "type": "The customer means something.",
        "value": "The intent; answer for the answer to a question, unmatched for what nothing listens for, * for any.",
    },
    EventTrigger: {
        "type": "A system of the company tells something.",
        "value": "The event's name; ended:<process_type> when a process ends that this one started; * for any.",
    },
    TimeoutTrigger: {
        **_TIMER,
        "type": "Time has passed; with after or relative_to it begins to count when the state is entered.",
        "value": "The name of a check that an action set; without name and time, any such check.",
    },
    ActionTrigger: {
        "type": "Something that the flow did has a result.",
        "value": (
            "outreach_sent, delivery_failed, backend_updated, backend_failed, operator_assigned or "
            "operator_released; * for any."
        ),
    },
    ManualTrigger: {
        "type": "Somebody takes the step by hand.",
        "value": "What the step is called; * for any.",
    },
    AlwaysTrigger: {"type": "At once when the state is entered, if its condition holds."},
}
GUARD_MEANINGS: Mapping[type[FlowPart], Meanings] = {
    AllOf: {"all": "Conditions that must all hold."},
    AnyOf: {"any": "Conditions of which one must hold."},
    NotOf: {"not": "A condition that must not hold."},
    Clause: {
        "field": "What is compared: data.amount, contact.locale, conversation.in_hours, event.amount, visits.x or now.",
        "op": "How.",
        "value": "With what: a value, a list, a duration, or {field: …} for another field.",
    },
}
ACTION_MEANINGS: Mapping[type[FlowPart], Meanings] = {
    SendMessage: {"type": "Say something to the customer now.", **_SAYS},
    EnqueueFollowup: {
        "type": "Say something later; not when the state is left before.", **_TIMER, **_SAYS, "keep": _KEEP,
    },
    ScheduleCheck: {
        "type": "Set a timer that a timeout trigger hears.", **_TIMER,
        "value": "The check's name; without one, every timeout trigger hears it that doesn't count by itself.",
        "keep": _KEEP,
    },
    AskAgain: {"type": "Repeat the question of the state."},
    SetData: {
        "type": "Store values in the process's variables.",
        "values": "Data field → a value, or a text with blanks; null clears it.",
    },
    SetContact: {
        "type": "Change what is known of the contact.",
        "values": "Attribute → value; null clears it; opted_out: true silences every flow.",
    },
    UpdateBackend: {
        "type": "Ask a system of the company to do something.",
        "operation": "What it is to do.",
        "arguments": "What it needs to know for it.",
    },
    Escalate: {
        "type": "Hand the conversation over to a person; until they release it, nothing is sent by itself.",
        "queue": "Whom to.",
        "priority": "How urgent it is.",
        "note": "What they should know.",
    },
    Resolve: {
        "type": "Say how the process ended, on the way to an end.",
        "outcome": "How; without one, the end's id.",
    },
    StartProcess: {
        "type": "Begin another process with the same contact.",
        "process_type": "Which.",
        "data": "What it begins with.",
    },
    EmitEvent: {
        "type": "Tell the contact's other processes.",
        "value": "The event's name.",
        "payload": "What the event carries.",
    },
    Tag: {
        "type": "Change the contact's tags.",
        "add": "Tags to put on.",
        "remove": "Tags to take off.",
    },
}  # fmt: skip
SCENARIO_MEANINGS: Mapping[type[FlowPart], Meanings] = {
    Scenario: {
        "name": "What the scenario is about.",
        "start": "How the conversation begins.",
        "steps": "What happens, one after the other.",
    },
    ScenarioStart: {
        "at": "When, as an instant with its offset: 2026-03-02T09:00:00+01:00.",
        "channel": "Where the customer writes.",
        "contact": "What is known of the contact.",
        "data": "What the process begins with.",
        "auto_results": "Whether sends and calls succeed by themselves.",
    },
    Step: {
        "say": "The customer writes this.",
        "press": "The customer presses the button with this title.",
        "intent": "The customer means this.",
        "event": "This event arrives.",
        "action": "This result arrives.",
        "manual": "Somebody takes this step by hand; goto:<state> moves the process.",
        "wait": "So long passes, or until this instant.",
        "channel": "Where the customer writes now.",
        "slots": "What the customer said with the intent.",
        "payload": "What the event or result carries.",
        "expect": "What must be true afterwards.",
    },
    Expect: {
        "state": "Where the process is.",
        "taken": "The last transition of the step; null for none.",
        "intent": "What was understood.",
        "data": "Values of some data fields.",
        "sends": "The messages sent, in order.",
        "effects": "The types of the actions done, in order.",
        "checks": "The names of the timers that are set.",
        "ended": "Whether the process ended.",
    },
}
MEANINGS: Mapping[type[FlowPart], Meanings] = {
    **FLOW_MEANINGS, **TRIGGER_MEANINGS, **GUARD_MEANINGS, **ACTION_MEANINGS, **SCENARIO_MEANINGS,
}  # fmt: skip
"""Part → key → what it means. Actions that packages plug in describe their fields themselves."""
