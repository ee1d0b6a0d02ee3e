"""The studio's port."""

from __future__ import annotations

import pytest

from runtime.errors import PortTaken
from studio.serving import listen


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_taken_port_names_what_chooses_another(host: str) -> None:
    with listen(host, 0) as first, pytest.raises(PortTaken, match="--studio-port"):
        listen(host, first.getsockname()[1])
