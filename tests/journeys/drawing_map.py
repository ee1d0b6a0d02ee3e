"""The map of any flow, drawn by hand: its states, and what leads from one to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playwright.async_api import expect

from flows.actions.action import Action
from flows.actions.escalate import Escalate
from flows.actions.resolve import Resolve
from flows.actions.send_message import SendMessage
from flows.actions.set_contact import SetContact
from flows.actions.set_data import SetData
from flows.guard_model import AllOf, AnyOf, Clause, Guard, NotOf
from flows.model import ANY, Flow, State, TimeoutTrigger, Transition
from flows.words import guard_words, op_words, readable, trigger_words
from studio.panels.inspector import suggestions
from studio.panels.inspector.action_forms import FORMS
from studio.panels.inspector.times import time_text
from studio.panels.inspector.wording import TRIGGERS, leads
from tests.journeys.drawing_editor import Editor, Form, Spot

_HEARD = {
    "intent": "What they mean", "event": "Event", "action": "Result", "manual": "What they decide",
}  # fmt: skip
_GROUPS: Mapping[type, str] = {AllOf: "All of these hold", AnyOf: "At least one holds", NotOf: "Not the case"}
_USUAL_CONFIDENCE, _STEP = 0.6, 0.05


async def draw_states(editor: Editor, plan: Flow, spots: Mapping[str, Spot]) -> None:
    """A blank page begins with a start and an end. The start becomes the plan's, the rest is put beside it."""
    first, *others = plan.states
    assert first.id == plan.initial_state
    await editor.select("Done")
    await editor.page.keyboard.press("Delete")
    await editor.stored("Delete")
    await editor.move("Start", spots[first.id])
    await editor.select("Start")
    await _give_id(editor, first.id)
    await _name(editor, first)
    for state in others:
        ends = state.id in plan.terminal_states
        await (editor.drop("End", spots[state.id]) if ends else editor.add(spots[state.id]))
        await editor.name_it(readable(state.id).capitalize())
        await _name(editor, state, ends=ends)


async def _name(editor: Editor, state: State, *, ends: bool = False) -> None:
    """Its id was made of the name it had; now it gets the one that people read."""
    begun = readable(state.id).capitalize()
    await editor.opened(begun)
    card = editor.page.locator(f'.vue-flow__node[data-id="{state.id}"] .card{".terminal" if ends else ""}')
    await expect(card).to_be_visible()
    if state.name != begun:
        await editor.rename(state.name)


async def fill_in_states(editor: Editor, plan: Flow) -> None:
    """What happens on the way in."""
    for state in plan.states:
        if state.enter:
            await editor.select(state.name)
            await draw_actions(editor.form, state.enter)


async def draw_transition(editor: Editor, plan: Flow, transition: Transition) -> None:
    """Draw one and say all about it."""
    await _begin(editor, plan, transition)
    form = editor.form
    await _trigger(form, transition)
    if transition.min_confidence is not None:
        await _confidence(form, transition.min_confidence)
    if transition.when is not None:
        await _only_if(form, plan, transition.when)
    await _way(editor, plan, transition)
    await draw_actions(form, transition.actions)
    await _give_id(editor, transition.id)


async def _begin(editor: Editor, plan: Flow, transition: Transition) -> None:
    """Pull a line, or drop a step where nothing is; one that stays is added in its state's form."""
    names = {state.id: state.name for state in plan.states}
    source, target = transition.from_states[0], transition.to_state
    if source == ANY:
        await editor.drop("By hand")
    elif target is None:
        await editor.select(names[source])
        await editor.form.press("Add transition")
    else:
        await editor.connect(names[source], names[target])
    await editor.opened("Next")


async def _trigger(form: Form, transition: Transition) -> None:
    trigger, words = transition.trigger, trigger_words(transition.trigger)
    if trigger.type != "manual":
        await form.within.locator("button.kind").click()
        await form.page.locator(".q-menu .choice", has_text=TRIGGERS[trigger.type].title).click()
    if isinstance(trigger, TimeoutTrigger):
        await form.write("When", time_text(trigger))
    elif trigger.type != "always":
        await form.name(_HEARD[trigger.type], str(trigger.value))
    heading = form.within.get_by_role("heading", name=words[:1].upper() + words[1:], level=2, exact=True)
    await expect(heading).to_be_visible()


async def _confidence(form: Form, wanted: float) -> None:
    await form.switch("Only when understood surely")
    steps = round((wanted - _USUAL_CONFIDENCE) / _STEP)
    for _ in range(abs(steps)):
        await form.within.get_by_role("slider").press("ArrowRight" if steps > 0 else "ArrowLeft")
    await expect(form.within.get_by_text(f"{wanted:.0%}", exact=True)).to_be_visible()


async def _way(editor: Editor, plan: Flow, transition: Transition) -> None:
    """Where it leads from anywhere, and from where else it leads there."""
    form, names = editor.form, {state.id: state.name for state in plan.states}
    first, *others = transition.from_states
    if first == ANY and transition.to_state is not None:
        await form.choose("To", names[transition.to_state])
        await expect(form.within.locator(".inspect-title").first).to_contain_text(
            f"Anywhere → {names[transition.to_state]}"
        )
    if others:
        await form.tick("From", *(names[one] for one in others))
    await expect(form.within.locator(".inspect-title").first).to_contain_text(leads(transition, plan))


async def _give_id(editor: Editor, wanted: str) -> None:
    """Last of all: whatever was filled in before is stored before it."""
    await editor.inspector.get_by_role("button", name="Advanced").press("Enter")
    await editor.form.name("Id", wanted)
    await editor.stored(f"to “{wanted}”")


# --- only if --------------------------------------------------------------------------------------------


async def _only_if(form: Form, plan: Flow, guard: Guard) -> None:
    if isinstance(guard, AllOf) and len(guard.all) > 1:
        await _parts(form, plan, guard.all, "Add a condition")
    elif isinstance(guard, Clause):
        await _parts(form, plan, [guard], "Add a condition")
    else:
        await form.add("Add a group", ".group .group")
        await _group(form, plan, guard)
    await expect(form.within.locator(".sentence")).to_have_text(f"If {guard_words(guard)}")


async def _parts(form: Form, plan: Flow, parts: Sequence[Guard], add: str) -> None:
    for part in parts:
        if isinstance(part, Clause):
            await form.add(add, ".clause")
            await _clause(form, plan, part)
        else:
            await form.add("Group", ".group")
            await _group(form, plan, part)
        add = "Condition"


async def _group(form: Form, plan: Flow, guard: Guard) -> None:
    """Into the group just added: it begins with one condition to be filled in."""
    await form.choose("Which of these", _GROUPS[type(guard)])
    match guard:
        case AllOf():
            first, *others = guard.all
        case AnyOf():
            first, *others = guard.any
        case _:
            assert isinstance(guard, NotOf)
            first, *others = [guard.not_]
    assert isinstance(first, Clause), "a group that begins with a group isn't drawn here"
    await _clause(form, plan, first)
    await _parts(form.part(".group"), plan, others, "Condition")


async def _clause(form: Form, plan: Flow, clause: Clause) -> None:
    """Fill in the one just added: its fields come once it is known what it looks at."""
    form = form.part(".clause")
    await form.choose("Look at", suggestions.read_paths(plan)[clause.field])
    if await form.field("Comparison").input_value() != op_words(clause.op):
        other = await form.field("Value").element_handle()
        await form.choose("Comparison", op_words(clause.op))
        await other.wait_for_element_state("hidden")  # another comparison has a field of its own
    if isinstance(clause.value, bool):
        await form.choose("Value", "yes" if clause.value else "no")
    else:
        await form.write("Value", str(clause.value))


# --- what is done ---------------------------------------------------------------------------------------


async def draw_actions(form: Form, actions: Sequence[Action]) -> None:
    """One card each, filled in."""
    cards = form.within.locator(".act")
    for number, action in enumerate(actions, 1):
        await form.press("Add action")
        await form.page.locator(".q-menu .choice", has_text=FORMS[action.type].look.title).click()
        await expect(cards).to_have_count(number)
        await _action(form.part(".act"), action)


async def _action(card: Form, action: Action) -> None:
    match action:
        case SendMessage():
            await card.choose("Message", readable(str(action.message)).capitalize())
            if action.channel == ("preferred",):
                await card.tick("Where", "Where the customer prefers", "Where the customer last wrote")
        case SetData() | SetContact():
            await _values(card, action)
        case Escalate():
            if (
                await card.field("Team").input_value() != readable(str(action.queue)).capitalize()
            ):  # else it is offered
                await card.name("Team", str(action.queue))
            if action.priority != "normal":
                await card.choose("Priority", action.priority.capitalize())
            await card.write("Note for the colleague", action.note)
        case Resolve():
            await card.name("Outcome", str(action.outcome))
        case _:
            raise NotImplementedError(f"nobody has drawn a {action.type} by hand yet")


async def _values(card: Form, action: SetData | SetContact) -> None:
    for number, (name, value) in enumerate(action.values.items()):
        if number:
            await card.add("Add a value", "[aria-label=Name]")
        await card.name("Name", name)
        if value is None:
            await card.press("Empty it when this happens")
        else:
            await card.write("Value", {True: "yes", False: "no"}.get(value, str(value)))
