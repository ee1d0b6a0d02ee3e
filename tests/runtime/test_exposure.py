"""The studio listens where others reach it only when somebody can sign in there."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from runtime.errors import UnguardedBind
from runtime.exposure import require_guard
from runtime.installation import open_installation
from runtime.loopback import is_loopback
from runtime.preparation import prepare
from runtime.settings import OidcSection, StudioSection
from runtime.store import users
from runtime.store.session import Database
from runtime.users.actor import COMMAND_LINE
from tests.runtime.people import somebody

PROVIDER = OidcSection(issuer="https://id.example", client_id="studio")


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True), ("127.0.0.2", True), ("localhost", True), ("::1", True), ("0:0:0:0:0:0:0:1", True),
        ("0.0.0.0", False), ("::", False), ("", False), ("192.0.2.7", False), ("studio.example", False),
        ("localhost.example", False), ("127.0.0.1.example", False),
    ],
)  # fmt: skip
def test_what_stays_on_this_machine(host: str, local: bool) -> None:
    assert is_loopback(host) is local


def test_others_reach_it_once_somebody_has_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVERSE_STUDIO__HOST", "0.0.0.0")
    installation = open_installation(tmp_path)
    with pytest.raises(UnguardedBind, match=r"at 0\.0\.0\.0, .*converse users password NAME"):
        prepare(installation)
    with closing(Database(installation.database_url)) as database:
        database.write_now(lambda session: somebody(session, "Bo", "admin", password=None))
        with pytest.raises(UnguardedBind):  # an invitation alone guards nothing
            prepare(installation)
        ana = database.write_now(somebody)
        prepare(installation)
        database.write_now(lambda session: users.disable(session, COMMAND_LINE, ana))
        with pytest.raises(UnguardedBind):
            prepare(installation)
        database.read_now(lambda session: require_guard(session, StudioSection()))
        database.read_now(lambda session: require_guard(session, StudioSection(host="::", oidc=PROVIDER)))
