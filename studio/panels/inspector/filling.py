"""A part of the flow while a form fills it in: what was typed, what is wrong with it, and what can be stored. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from flows.model import Flow
from studio.panels.inspector.wording import complaints

Complain = Callable[[str], None]
"""Shows a sentence under a field; nothing to take it away."""


class Filling:
    """The JSON of one part. Only what the model takes is ever handed on."""

    def __init__(
        self, model: Any, raw: Mapping[str, Any], flow: Flow, fits: Callable[[BaseModel], None]
    ) -> None:
        """`fits` gets the part whenever an edit has made it whole, as the model reads it."""
        self.raw = dict(raw)
        self.flow = flow
        self._stored = dict(raw)
        self._followers: list[tuple[frozenset[str], Callable[[], object]]] = []
        self._model: TypeAdapter[Any] = TypeAdapter(model)
        self._fits = fits
        self._unread: dict[str, str] = {}
        self._shown: dict[str, Complain] = {}
        self._touched: set[str] = set()

    def show_at(self, key: str, complain: Complain) -> None:
        """Where to say what is wrong with a key; it says so at once if that was found before."""
        self._shown[key] = complain
        if key in self._unread:
            complain(self._unread[key])

    def follow(self, keys: Iterable[str], show: Callable[[], object]) -> None:
        """Call `show` when somebody else changed one of these keys."""
        self._followers.append((frozenset(keys), show))

    def meet(self, raw: Mapping[str, Any]) -> None:
        """The flow has this part now: take over what others changed of it, and leave alone what is being typed."""
        changed = {key for key in {*raw, *self._stored} if raw.get(key) != self._stored.get(key)}
        self._stored = dict(raw)
        kept = {key: value for key, value in self.raw.items() if key not in changed}
        self.raw = {**kept, **{key: raw[key] for key in changed if key in raw}}
        for key in [key for key in self._unread if key.partition(".")[0] in changed]:
            del self._unread[key]
        for key in changed & set(self._shown):
            self._shown[key]("")
        for keys, show in list(self._followers):
            if keys & changed:
                show()

    def put(self, keys: Iterable[str], values: Mapping[str, Any]) -> None:
        """Fill `keys` with `values`; those that are not among them are left out of the part."""
        keys = tuple(keys)
        self.raw = {key: value for key, value in self.raw.items() if key not in keys} | dict(values)
        for key in keys:
            self._unread.pop(key, None)
        self._touched.update(keys)
        self.check()

    def refuse(self, key: str, sentence: str) -> None:
        """What was typed for `key` means nothing: say so, and store nothing until it is mended."""
        self._unread[key] = sentence
        self._touched.add(key)
        self._show({})

    def check(self, *, quietly: bool = False) -> None:
        """Hand the part on if it is whole, else say what is wrong; `quietly`: only where somebody typed."""
        if self._unread:
            self._show({})
            return
        try:
            part = self._model.validate_python(self.raw)
        except ValidationError as error:
            wrong = complaints(error)
            self._show({key: said for key, said in wrong.items() if not quietly or key in self._touched})
            return
        self._show({})
        self._stored = as_raw(part)
        self._fits(part)

    @property
    def problem(self) -> str:
        """The first thing that keeps it from being stored; nothing when it is whole."""
        if self._unread:
            return next(iter(self._unread.values()))
        try:
            self._model.validate_python(self.raw)
        except ValidationError as error:
            return next(iter(complaints(error).values()))
        return ""

    def _show(self, wrong: Mapping[str, str]) -> None:
        wrong = {**wrong, **self._unread}
        homeless = " ".join(said for key, said in wrong.items() if key not in self._shown)
        for key, complain in self._shown.items():
            complain(wrong.get(key, "") or (homeless if key == "" else ""))


def as_raw(part: BaseModel) -> dict[str, Any]:
    """A part as a flow stores it: canonical JSON, what is at its default left out."""
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)
