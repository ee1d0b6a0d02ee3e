"""What people do in the studio, as async use cases. The actor comes first; no user interface is known here."""

from __future__ import annotations

from typing import NamedTuple

from runtime.store.session import Database
from studio.services.arrangements import Arrangements
from studio.services.beginnings import Beginnings
from studio.services.conversations import Conversations
from studio.services.editing import Editing
from studio.services.flows import Flows
from studio.services.imports import Imports
from studio.services.sampling.sampling import Sampling
from studio.services.sandbox.sandbox import Sandbox
from studio.services.scenarios import Scenarios
from studio.services.sessions import Sessions
from studio.services.standings import Standings
from studio.services.trying import Trying


class Services(NamedTuple):
    """Everything that pages may ask for."""

    arrangements: Arrangements
    beginnings: Beginnings
    conversations: Conversations
    editing: Editing
    flows: Flows
    imports: Imports
    sampling: Sampling
    sandbox: Sandbox
    scenarios: Scenarios
    sessions: Sessions
    standings: Standings
    trying: Trying


def services_on(database: Database) -> Services:
    """The services of a studio on this database."""
    editing, trying = Editing(database), Trying()
    sandbox = Sandbox(database, trying)
    return Services(
        arrangements=Arrangements(),
        beginnings=Beginnings(database),
        conversations=Conversations(database),
        editing=editing,
        flows=Flows(database),
        imports=Imports(database),
        sampling=Sampling(editing, trying),
        sandbox=sandbox,
        scenarios=Scenarios(sandbox, editing),
        sessions=Sessions(database),
        standings=Standings(database),
        trying=trying,
    )
