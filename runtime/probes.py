"""Which processes are ready to work, asked over HTTP."""

from __future__ import annotations

import httpx

from runtime.running import Role


class Probes:
    """Asks the servers' /healthz. Close it."""

    def __init__(self, api_address: str, studio_address: str) -> None:
        self._api = f"{api_address}/healthz"
        self._studio = f"{studio_address}/healthz"
        self._client = httpx.AsyncClient(timeout=2, trust_env=False)

    async def ready(self) -> frozenset[Role]:
        """The roles that are ready.

        The API's answer is 200 only when a worker has lately done a job; another answer still shows that the
        API itself is there.
        """
        api, studio = await self._status(self._api), await self._status(self._studio)
        found: dict[Role, bool] = {"ingress": api is not None, "worker": api == 200, "studio": studio == 200}
        return frozenset(role for role, there in found.items() if there)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _status(self, url: str) -> int | None:
        try:
            return (await self._client.get(url)).status_code
        except httpx.HTTPError:
            return None
