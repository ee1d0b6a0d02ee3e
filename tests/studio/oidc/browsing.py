"""There and back again, as a browser goes."""

from __future__ import annotations

from collections.abc import Callable

from httpx import AsyncClient, Response

from runtime.settings import OidcSection

Enter = Callable[[OidcSection], AsyncClient]
"""A browser at the door of a studio with these settings."""


async def go(http: AsyncClient, back: str = "/flows") -> Response:
    """Press the button: there, and back."""
    return await http.get(await there(http, back))


async def there(http: AsyncClient, back: str = "/flows") -> str:
    """Go to the provider: the address that it sends the browser back to."""
    start = await http.get("/oidc/start", params={"next": back})
    assert start.status_code == 303, start.text
    async with AsyncClient(verify=False) as outside:
        answer = await outside.get(start.headers["location"])
    return answer.headers["location"]
