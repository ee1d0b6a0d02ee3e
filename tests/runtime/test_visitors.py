"""Visitors of the chat: ids that vouch for themselves, tokens that open one conversation."""

from __future__ import annotations

import uuid
from datetime import timedelta

import jwt
import pytest

from runtime.channels.chat.visitors import AUDIENCE, TOKEN_VALID, Visitors
from runtime.errors import BadToken
from runtime.ids import new_id
from tests.runtime.playing import Watch

SECRET = "s" * 64
OURS, THEIRS = Visitors(SECRET), Visitors("t" * 64)


def test_an_id_vouches_for_itself() -> None:
    ids = {OURS.new_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(OURS.vouches_for(one) for one in ids)
    assert {uuid.UUID(one).version for one in ids} == {7}


def test_ids_sort_by_their_time(watch: Watch) -> None:
    first = OURS.new_id()
    watch.turn(seconds=1)
    assert first < OURS.new_id()


@pytest.mark.parametrize(
    "forged",
    [
        new_id(),
        THEIRS.new_id(),
        OURS.new_id().upper(),
        "{" + OURS.new_id() + "}",
        OURS.new_id().replace("-", ""),
        str(uuid.UUID(int=uuid.UUID(OURS.new_id()).int ^ 1)),
        str(uuid.UUID(int=uuid.UUID(OURS.new_id()).int ^ 1 << 60)),
        "",
        "ana",
        "0" * 400,
    ],
    # The ids are new in each process, and the tests' names must not be.
    ids=[
        "unsigned", "another key's", "capitals", "braces", "no dashes", "signature", "time",
        "empty", "a name", "endless",
    ],
)  # fmt: skip
def test_a_forged_id_is_known(forged: str) -> None:
    assert not OURS.vouches_for(forged)


def test_a_token_opens_its_own_conversation() -> None:
    assert OURS.contact_of(OURS.token("ana")) == "ana"


def test_a_token_ends_after_thirty_days(watch: Watch) -> None:
    token = OURS.token("ana")
    watch.time += TOKEN_VALID - timedelta(seconds=1)
    assert OURS.contact_of(token) == "ana"
    watch.turn(seconds=1)
    with pytest.raises(BadToken, match="ask for a new one"):
        OURS.contact_of(token)


FAR = 4_102_444_800
"""The year 2100."""


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="empty"),
        pytest.param("a.b.c", id="garbage"),
        pytest.param(THEIRS.token("ana"), id="of another installation"),
        pytest.param(OURS.token("ana")[:-2], id="cut"),
        pytest.param(
            jwt.encode({"sub": "ana", "aud": AUDIENCE, "exp": FAR}, "", algorithm="none"), id="unsigned"
        ),
        pytest.param(
            jwt.encode({"sub": "ana", "aud": AUDIENCE, "exp": FAR}, SECRET, algorithm="HS512"),
            id="other algorithm",
        ),
        pytest.param(
            jwt.encode({"sub": "ana", "aud": "studio", "exp": FAR}, SECRET), id="for something else"
        ),
        pytest.param(jwt.encode({"sub": "ana", "aud": AUDIENCE}, SECRET), id="without an end"),
        pytest.param(jwt.encode({"aud": AUDIENCE, "exp": FAR}, SECRET), id="of nobody"),
    ],
)
def test_a_forged_token_opens_nothing(token: str) -> None:
    with pytest.raises(BadToken):
        OURS.contact_of(token)
