"""What is made once before the processes start: tables, flows, a way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlmodel import Session

from flows import codec
from flows.errors import FlowTextError
from flows.library import shipped
from flows.model import Flow
from runtime.errors import PublishRefused, SettingsError
from runtime.installation import Installation
from runtime.settings import config_path
from runtime.store.flows import Published, publish_missing
from runtime.store.migrate import migrate
from runtime.store.session import Database
from runtime.store.users import signin_link
from runtime.users.actor import SYSTEM


class Prepared(NamedTuple):
    """What was published now, and a token that signs in once."""

    published: list[Published]
    signin_token: str


def prepare(installation: Installation) -> Prepared:
    """Migrate the database, publish flows whose process type is new, make a sign-in link.

    A state map of the settings goes before a shipped flow of its name. Raises FolderTooNew, and SettingsError
    for state maps that can't be read or published.
    """
    flows = {flow.process_type: flow for flow in (*_shipped(), *_state_maps(installation))}
    with installation.folder.changing():
        migrate(installation.database_url)
    database = Database(installation.database_url)
    try:
        return database.write_now(lambda session: _fill(session, flows.values()))
    except PublishRefused as refused:
        first = next(finding for finding in refused.findings if finding.severity == "error")
        raise SettingsError(
            f"A state map of {config_path()} can't be published: {first.message} `converse check` says more."
        ) from None
    finally:
        database.close()


def _fill(session: Session, flows: Iterable[Flow]) -> Prepared:
    published = publish_missing(session, flows, actor=SYSTEM.name, note="Published at the first start.")
    return Prepared(published, signin_link(session))


def _shipped() -> Iterator[Flow]:
    for text in shipped().values():
        yield codec.load(text)


def _state_maps(installation: Installation) -> list[Flow]:
    """The flows of the settings file, read from its text so that errors name its lines."""
    path = config_path()
    if path is None or not installation.settings.state_maps:
        return []
    try:
        return codec.load_all(path.read_bytes())
    except FlowTextError as error:
        raise SettingsError(f"{path}: {error}") from None
