"""Forms without script, as a browser fills them in and sends them."""

from __future__ import annotations

from html.parser import HTMLParser

from httpx import AsyncClient, Response

HTML = {"accept": "text/html"}


class _Reader(HTMLParser):
    """The first form of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            assert given["method"] == "post"
            self.action = given["action"]
        if tag == "input" and given.get("type") != "submit" and "name" in given:
            self.fields[given["name"]] = given.get("value", "")


async def look(http: AsyncClient, address: str) -> Response:
    """Open a page as a browser does."""
    return await http.get(address, headers=HTML)


async def send(http: AsyncClient, page: Response, to: str | None = None, **filled: str) -> Response:
    """Fill in a page's form, and send it with what is hidden in it, where it belongs or elsewhere."""
    form = _Reader(page.text)
    return await http.post(to or form.action, data={**form.fields, **filled}, headers=HTML)


async def look_and_send(http: AsyncClient, address: str, **filled: str) -> Response:
    """Open a page and send its form."""
    return await send(http, await look(http, address), **filled)
