"""What is made once for the processes: tables, flows, a way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

from sqlmodel import Session

from flows import codec
from flows.errors import FlowTextError
from flows.library import shipped
from flows.model import Flow
from runtime.errors import PublishRefused, SettingsError
from runtime.exposure import require_guard
from runtime.installation import Installation
from runtime.settings import config_path
from runtime.settings_trail import note_settings
from runtime.store.joining import signin_link
from runtime.store.migrate import migrate
from runtime.store.publishing import Published, publish_missing
from runtime.store.session import Database
from runtime.users.actor import SYSTEM


def prepare(installation: Installation) -> list[Published]:
    """Migrate the database, note which settings changed, and publish the flows whose process type is new.

    A state map of the settings goes before a shipped flow of its name. Raises FolderTooNew, UnguardedBind, and
    SettingsError for state maps that can't be read or published.
    """
    flows = {flow.process_type: flow for flow in (*_shipped(), *_state_maps(installation))}
    with installation.folder.changing():
        migrate(installation.database_url)
    with closing(Database(installation.database_url)) as database:
        database.write_now(lambda session: note_settings(session, installation))
        database.read_now(lambda session: require_guard(session, installation.settings.studio))
        try:
            return database.write_now(lambda session: _publish(session, flows.values()))
        except PublishRefused as refused:
            first = next(finding for finding in refused.findings if finding.severity == "error")
            raise SettingsError(
                f"A state map of {config_path()} can't be published: {first.message} `converse check` says more."
            ) from None


def new_signin_token(installation: Installation) -> str:
    """A token that signs the first user in to the studio, once and soon."""
    with closing(Database(installation.database_url)) as database:
        return database.write_now(lambda session: signin_link(session, actor=SYSTEM))


def _publish(session: Session, flows: Iterable[Flow]) -> list[Published]:
    return publish_missing(session, flows, actor=SYSTEM, note="Published at the first start.")


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
