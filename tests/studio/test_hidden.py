"""What one may not know of: flows in lists, other flows' conversations, parts of one, other people's runs."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import pytest
from sqlmodel import Session

from flows import codec
from flows.model import Flow
from runtime.errors import HiddenProcess, RoleTooLow, UnknownBinding
from runtime.starting import open_process
from runtime.store import bindings, changes, contacts, flows, publishing
from runtime.store.session import Database
from runtime.turn import turn
from runtime.users.actor import SYSTEM, Actor
from studio.errors import StepRefused
from studio.services import Services
from studio.services.conversations import Wanted
from studio.services.sandbox.masking import NOT_FOR_YOU
from studio.services.sandbox.model import Source
from tests.flows.build import flow, on, says
from tests.runtime.twice import Words
from tests.studio import stage
from tests.studio.conversing import meet

WHISPER: Flow = flow(
    on("intent whisper", "open", "done", says("Nobody hears of it."), id="whispers"),
    process_type="whisper",
    states=[{"id": "open", "enter": [{"type": "send_message", "text": "Psst!"}]}, "done"],
    intents={"whisper": {"examples": ["I whisper"]}},
)  # fmt: skip
MOVER = Actor("Mo", None, {"moving": "operator"}, id="mo")
EVERYTHING = Actor("Olga", "operator", id="olga")


@pytest.fixture
def services(services: Services) -> Services:
    services.trying._load = cast("Any", Words)
    return services


class Both(NamedTuple):
    """One conversation with two processes."""

    moving: str
    whisper: str


async def both(database: Database) -> Both:
    """A customer who moves house, and who whispers."""
    talk = await meet(database)
    moving = await talk.start(order="A-1", age=30)

    def work(session: Session) -> str:
        made = [codec.load(codec.dump(WHISPER))]
        publishing.publish_missing(session, made, actor=SYSTEM, note="First")
        conversation = contacts.conversation(session, bindings.get(session, moving).conversation_id)
        new = changes.NewChange("manual", "start", source="api")
        row = changes.handled_at_once(session, conversation.id, new, "started")
        return open_process(
            session, conversation, flows.version(session, "whisper"), {}, changes.as_change(row)
        )

    whisper = await database.write(work)
    await talk.say("whisper the red fox")
    return Both(moving, whisper)


# Lists


async def test_lists_hold_only_flows_that_one_may_know_of(services: Services, database: Database) -> None:
    await database.write(stage.publish_shipped)
    await both(database)
    assert [one.process_type for one in await services.flows.standings(MOVER)] == ["moving"]
    assert [one.process_type for one in await services.flows.cards(MOVER)] == ["moving"]
    assert (await services.standings.around(MOVER)).processes == ("moving",)
    assert len(await services.flows.standings(EVERYTHING)) == len(stage.SHIPPED) + 2
    assert await services.flows.standings(Actor("Nora", None)) == []


async def test_events_are_known_from_flows_that_one_may_know_of(
    services: Services, database: Database
) -> None:
    there = await both(database)

    def happens(session: Session, binding_id: str, event: str) -> str:
        conversation_id = bindings.get(session, binding_id).conversation_id
        new = changes.NewChange("event", event, source="api", binding_id=binding_id)
        changes.store(session, conversation_id, new)
        return conversation_id

    await database.write(lambda session: happens(session, there.whisper, "overheard"))
    conversation_id = await database.write(lambda session: happens(session, there.moving, "moved"))
    await turn(database, Words(), conversation_id)
    assert (await services.standings.around(EVERYTHING)).events == ("moved", "overheard")
    assert (await services.standings.around(MOVER)).events == ("moved",)


async def test_an_editor_of_one_flow_imports_over_it_and_makes_no_other(
    services: Services, database: Database
) -> None:
    both_flows = codec.load_all(stage.SEED)
    await services.imports.keep(SYSTEM, both_flows)
    ed = Actor("Ed", None, {"survey": "editor"}, id="ed")
    reading = await services.imports.read(ed, stage.SEED)
    assert [one.replaces for one in reading.flows] == ["nothing", "unpublished"], (
        "hidden ones aren't given away"
    )
    await services.imports.keep(ed, both_flows[1:])
    for forbidden in (both_flows, [WHISPER]):
        with pytest.raises(RoleTooLow):
            await services.imports.keep(ed, forbidden)
    assert (await services.flows.view(SYSTEM, "appointment")).draft_rev == 1


# Conversations


async def test_a_conversation_is_found_only_under_its_own_flow(
    services: Services, database: Database
) -> None:
    there = await both(database)
    for actor, process_type, binding_id in (
        (EVERYTHING, "moving", there.whisper),
        (MOVER, "moving", there.whisper),
        (EVERYTHING, "whisper", there.moving),
        (EVERYTHING, "moving", "nobody"),
    ):
        for asked in (
            services.conversations.view(actor, process_type, binding_id),
            services.conversations.seen(actor, process_type, binding_id),
            services.sandbox.open_real(actor, process_type, binding_id),
        ):
            with pytest.raises(UnknownBinding):
                await asked
    with pytest.raises(HiddenProcess):
        await services.conversations.view(MOVER, "whisper", there.whisper)


async def test_a_conversation_is_shown_without_its_hidden_processes(
    services: Services, database: Database
) -> None:
    there = await both(database)
    theirs = await services.conversations.view(EVERYTHING, "moving", there.moving)
    said = [row.text for row in theirs.messages]
    assert {"Psst!", "whisper the red fox", "Nobody hears of it."} < set(said)
    mine = await services.conversations.view(MOVER, "moving", there.moving)
    assert [row.text for row in mine.messages] == ["Hello Ana Berg"]
    for secret in ("whisper", "fox", "Psst", "Nobody hears"):
        assert secret not in str(mine)


async def test_what_was_said_last_in_a_list_is_no_hidden_process_s_affair(
    services: Services, database: Database
) -> None:
    await both(database)
    [row] = (await services.conversations.page(EVERYTHING, Wanted("moving"))).rows
    assert row.last == "Nobody hears of it."
    [row] = (await services.conversations.page(MOVER, Wanted("moving"))).rows
    assert row.last == NOT_FOR_YOU


async def test_in_the_sandbox_hidden_processes_never_took_part(
    services: Services, database: Database
) -> None:
    there = await both(database)
    run = await services.sandbox.open_real(MOVER, "moving", there.moving)
    assert {source.process_type for source in run.setup.sources} == {"moving"}
    assert not run.step.problems
    tree = services.sandbox._kept[MOVER.id, "moving"].tree
    for secret in ("whisper", "fox", "Psst"):
        assert secret not in str(run)
        assert secret not in str(tree.node.world)
    run = await services.sandbox.open_real(EVERYTHING, "moving", there.moving)
    assert "Psst!" in str(run)


# Runs


async def test_only_flows_that_one_may_know_of_take_part_in_a_run(
    services: Services, database: Database
) -> None:
    await both(database)
    setup = await services.sandbox.default_setup(MOVER, "moving")
    with pytest.raises(HiddenProcess):
        await services.sandbox.set_up(
            MOVER, "moving", setup._replace(sources=(*setup.sources, Source("whisper")))
        )


async def test_a_run_is_gone_when_its_person_may_see_less(services: Services, database: Database) -> None:
    there = await both(database)
    await services.sandbox.open_real(MOVER, "moving", there.moving)
    looks = MOVER._replace(grants={"moving": "viewer"})
    with pytest.raises(StepRefused, match="isn't there any more"):
        await services.sandbox.forks(looks, "moving")
    assert (await services.sandbox.look(looks, "moving")).real is None, "one of the draft begins instead"


async def test_a_run_stays_with_its_person_and_not_with_their_name(
    services: Services, database: Database
) -> None:
    there = await both(database)
    await services.sandbox.open_real(MOVER, "moving", there.moving)
    with pytest.raises(StepRefused):
        await services.sandbox.forks(MOVER._replace(id="another"), "moving")
    assert await services.sandbox.forks(MOVER._replace(name="Monika"), "moving")
