"""What people do in the studio, as async use cases. The actor comes first; no user interface is known here."""

from __future__ import annotations

from typing import NamedTuple

from runtime.store.session import Database
from runtime.users.passwords import Passwords
from studio.services.account import Account
from studio.services.arrangements import Arrangements
from studio.services.audit_trail import AuditTrail
from studio.services.beginnings import Beginnings
from studio.services.comparisons import Comparisons
from studio.services.conversations import Conversations
from studio.services.editing import Editing
from studio.services.exploring import Exploring
from studio.services.flows import Flows
from studio.services.hashing import Hashing
from studio.services.imports import Imports
from studio.services.keys import Keys
from studio.services.sampling.sampling import Sampling
from studio.services.sandbox.sandbox import Sandbox
from studio.services.scenarios import Scenarios
from studio.services.sessions import Sessions
from studio.services.standings import Standings
from studio.services.trying import Trying
from studio.services.users import Users


class Services(NamedTuple):
    """Everything that pages may ask for."""

    account: Account
    arrangements: Arrangements
    audit_trail: AuditTrail
    beginnings: Beginnings
    comparisons: Comparisons
    conversations: Conversations
    editing: Editing
    exploring: Exploring
    flows: Flows
    imports: Imports
    keys: Keys
    sampling: Sampling
    sandbox: Sandbox
    scenarios: Scenarios
    sessions: Sessions
    standings: Standings
    trying: Trying
    users: Users


def services_on(
    database: Database, passwords: Passwords | None = None, *, api_address: str = "http://127.0.0.1:8000"
) -> Services:
    """The services of a studio on this database.

    `passwords` says how hard hashing is; `api_address`, which is only shown, where this installation's API is reached.
    """
    hashing = Hashing(passwords or Passwords())
    editing, exploring, trying = Editing(database), Exploring(database), Trying()
    sandbox = Sandbox(database, trying)
    return Services(
        account=Account(database, hashing),
        arrangements=Arrangements(),
        audit_trail=AuditTrail(database),
        beginnings=Beginnings(database),
        comparisons=Comparisons(database),
        conversations=Conversations(database),
        editing=editing,
        exploring=exploring,
        flows=Flows(database, exploring),
        imports=Imports(database),
        keys=Keys(database, api_address),
        sampling=Sampling(editing, trying),
        sandbox=sandbox,
        scenarios=Scenarios(sandbox, editing),
        sessions=Sessions(database, hashing),
        standings=Standings(database),
        trying=trying,
        users=Users(database),
    )
