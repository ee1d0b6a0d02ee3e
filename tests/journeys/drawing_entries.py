"""What a flow says and knows, filled in by hand: data fields, intents, messages, settings."""

from __future__ import annotations

from playwright.async_api import expect

from flows.model import Button, DataField, Flow, Intent, Message, MessageText
from flows.words import readable
from studio.panels.entries.entry import language_name
from studio.panels.entries.field_values import TYPES
from tests.journeys.drawing_editor import Editor, Form
from tests.journeys.drawing_map import draw_actions

_WORDS = {"text": "What it says", "subject": "Subject of the email", "speech": "Said on the phone"}
_FIRST = {"data field": "Description", "intent": "Description", "message": "What it says"}
"""Where the keyboard goes in the form of a new one."""


async def fill_in_data(editor: Editor, plan: Flow) -> None:
    form = await editor.view("Data")
    for name, field in plan.data.items():
        await _new(form, "data field", name)
        await _data_field(form, field)


async def _data_field(form: Form, field: DataField) -> None:
    if field.description:
        await form.write("Description", field.description)
    if field.type != "string":
        await form.choose("Type", TYPES[field.type])
    if field.min is not None:
        await form.write("At least, in characters", str(field.min))
    if field.currency:
        await form.name("Currency, for amounts of money", field.currency)
    if field.required:
        await form.switch("Needed before the process can start")
    if field.reference:
        await form.switch("Events find their customer by it")


async def fill_in_intents(editor: Editor, plan: Flow) -> None:
    form = await editor.view("Intents")
    for name, intent in plan.intents.items():
        await _new(form, "intent", name)
        await _intent(form, intent)


async def _intent(form: Form, intent: Intent) -> None:
    await form.write("Description", intent.description)
    if intent.shared:
        await form.switch("Meant for everything that is open")
    await _examples(form, intent.examples)
    for locale, examples in intent.locales.items():
        await _translate(form, locale)
        await _examples(form, examples)
    for slot in intent.slots:
        await form.add("Add a value", ".entry-row")
        await form.choose("Data field", readable(slot).capitalize())


async def _examples(form: Form, examples: tuple[str, ...]) -> None:
    await form.write("Add examples, one a line", "\n".join(examples))
    await form.field("Add examples, one a line").press("Enter")
    await expect(form.within.get_by_text(f"{len(examples)} examples").last).to_be_visible()


async def fill_in_messages(editor: Editor, plan: Flow) -> None:
    form = await editor.view("Messages")
    for name, message in plan.messages.items():
        await _new(form, "message", name)
        await _message(form, message)
        for locale, words in message.locales.items():
            await _translate(form, locale)
            await _message(form, words)


async def _message(form: Form, message: Message | MessageText) -> None:
    for key, label in _WORDS.items():
        if words := getattr(message, key):
            await form.write(label, words)
    for button in message.buttons or ():
        await _button(form, button)
    if message.whatsapp is not None:
        await form.write("WhatsApp template", message.whatsapp.template)
        for parameter in message.whatsapp.parameters:
            await form.add("Add a parameter", ".entry-row")
            await form.write("Stands there", parameter)


async def _button(form: Form, button: Button) -> None:
    await form.add("Add a button", ".entry-row")
    await form.write("Button", button.title)
    await form.choose("Means", readable(button.intent).capitalize())


async def fill_in_settings(editor: Editor, plan: Flow) -> None:
    """Where and when it works, what starts it, what it does when nothing is understood."""
    form = await editor.view("Settings")
    await form.write("Description", plan.description)
    await form.choose("Time zone", plan.timezone)
    if plan.calendar is not None:
        await form.name("Public holidays of", plan.calendar)
    if plan.key is not None:
        await form.choose("One at a time for each", readable(plan.key).capitalize())
    for start in plan.starts:
        await form.add("Add what starts it", ".entry-row")
        await form.name("Which", start.value)
    if plan.unmatched is not None:
        if plan.unmatched.message is not None:
            await form.choose("Say", readable(plan.unmatched.message).capitalize())
        await draw_actions(form, plan.unmatched.then)
    await editor.stored("Change")


async def _translate(form: Form, locale: str) -> None:
    language = language_name(locale)
    await form.choose("Add a language", language)
    await expect(form.within.get_by_role("button", name=language, pressed=True)).to_be_visible()


async def _new(form: Form, noun: str, name: str) -> None:
    """Another entry; its form is open."""
    words = readable(name).capitalize()
    await form.press(f"New {noun}")
    naming = form.page.get_by_label("What it is called")
    await expect(naming).to_be_focused()
    await naming.fill(words)
    await naming.press("Enter")
    await expect(form.within.get_by_role("heading", name=words, level=2, exact=True)).to_be_visible()
    await expect(form.field(_FIRST[noun])).to_be_focused()
