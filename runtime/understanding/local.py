"""The detector that needs no key and no network: an encoder, a classifier per set of intents, parsers."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from statistics import mean
from typing import Self

from flows.hearing import ANSWER, MAX_INTENTS, Hearable, Hearing, Understanding, Understood
from runtime.understanding import weights
from runtime.understanding.answers import leftover_answer, parse_answer
from runtime.understanding.classifier import THRESHOLD, Classifier, Levels, Vectors
from runtime.understanding.encoder import Encoder
from runtime.understanding.slots import Said, fill_slots
from runtime.understanding.small_talk import SMALL_TALK
from runtime.understanding.spelling import SpellingVectors
from runtime.understanding.split import Part, clauses, sentences

log = logging.getLogger(__name__)

CLEAR = 0.62
"""How confident each part must be to count for itself; less, and the message is taken as one."""
KEPT_CLASSIFIERS = 64
LONGEST_MESSAGE = 4000
"""Characters that are looked at; more is a quoted email thread or an attack."""
KEPT_SCORES = 5

Examples = tuple[tuple[str, tuple[str, ...]], ...]


class EncoderVectors:
    """MiniLM's vectors for the classifier."""

    expected = Levels(threshold=0.28, typical=0.45)
    missed = 0.1

    def __init__(self, encoder: Encoder) -> None:
        self.encode = encoder.encode
        # Every set of intents needs these: once at the start rather than in somebody's first message.
        encoder.encode(SMALL_TALK)


class LocalDetector:
    """Safe to share between threads; a set of intents is fitted once and kept."""

    def __init__(self, encoder: Encoder | None) -> None:
        """Without an encoder it goes by spelling alone, strictly, and says so."""
        self.name = "local" if encoder else "local-spelling"
        self._vectors: Vectors | None = EncoderVectors(encoder) if encoder else None
        self._classifiers: OrderedDict[Examples, Classifier] = OrderedDict()
        self._fitting = threading.Lock()
        self._foreign: set[str] = set()
        if encoder is None:
            log.warning(
                "The language model is not installed: customers are understood by spelling alone. Run "
                "`python -m runtime.understanding.weights`."
            )

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """With the weights that set-up made in `folder`, or without; `WeightsDamaged` if they changed."""
        found = weights.find(folder)
        return cls(Encoder(found) if found else None)

    async def hear(self, text: str, hearing: Hearing, now: datetime) -> Understanding:
        """See `Detector`; runs beside the event loop."""
        return await asyncio.to_thread(self.understand, text, hearing, now)

    def understand(self, text: str, hearing: Hearing, now: datetime) -> Understanding:
        """A reply that parses as what was asked answers it; else intents; else a text takes what is left."""
        said = Said(text[:LONGEST_MESSAGE], now, hearing.timezone, hearing.locale)
        self._warn_of_foreign(hearing.locale)
        classifier = self._classifier(hearing)
        reading = _Reading(said, hearing, classifier)
        heard = reading.answer_and_more() or reading.intents() or reading.leftover()
        return Understanding(tuple(heard[:MAX_INTENTS]), self.name, reading.best_scores())

    def _classifier(self, hearing: Hearing) -> Classifier:
        examples: Examples = tuple((h.intent, h.examples or _described(h)) for h in hearing.intents)
        with self._fitting:
            if examples not in self._classifiers:
                self._classifiers[examples] = Classifier(dict(examples), self._vectors or _spelling(examples))
                if len(self._classifiers) > KEPT_CLASSIFIERS:
                    self._classifiers.popitem(last=False)
            self._classifiers.move_to_end(examples)
            return self._classifiers[examples]

    def _warn_of_foreign(self, locale: str) -> None:
        language = locale.replace("-", "_").partition("_")[0].lower()
        if self._vectors and language != "en" and language not in self._foreign:
            self._foreign.add(language)
            log.warning(
                "The language model of this machine knows English; a flow speaks “%s”: prefer Claude.", locale
            )


class _Reading:
    """One message against one hearing; remembers every score for the trace."""

    def __init__(self, said: Said, hearing: Hearing, classifier: Classifier) -> None:
        self._said = said
        self._hearing = hearing
        self._classifier = classifier
        self._hearables: Mapping[str, Hearable] = {h.intent: h for h in hearing.intents}
        self._scores: dict[str, float] = {}
        self._sentences = sentences(said.text)

    def answer_and_more(self) -> list[Understood]:
        """The answer to an open question, if the message holds one, and clear intents told beside it."""
        question = self._hearing.question
        if question is None:
            return []
        parts = self._sentences
        if question.field.type == "boolean":
            # “Sure, and where is my order?”
            parts = [piece for sentence in parts for piece in clauses(sentence)]
        answered = next((answer for part in parts if (answer := self._answer(part))), None)
        beside = answered and self._clear([part for part in parts if part != answered[0]])
        if answered and beside:
            return [understood for _, understood in sorted([answered, *beside])]
        alone = self._answer(_whole(self._said))
        return [alone[1]] if alone else []

    def intents(self) -> list[Understood]:
        """Several intents where parts are clear and differ; otherwise the best reading of all as one."""
        whole = _whole(self._said)
        if not whole.text:
            return []
        best, confidence = self._best(whole)
        pieces = [piece for sentence in self._sentences for piece in self._pieces(sentence)]
        # An author's own example is one thing, however it is punctuated.
        clear = self._clear(pieces) if confidence < 1 else []
        if len(clear) > 1:
            return [understood for _, understood in clear]
        if clear and clear[0][1].confidence > confidence:
            return [self._with_slots(clear[0][0], clear[0][1], beyond=whole)]
        if best is None or confidence < THRESHOLD:
            return []
        return [self._with_slots(whole, Understood(best, confidence, {}, whole.text))]

    def leftover(self) -> list[Understood]:
        """What nothing else understood, as the answer to a question that takes any text."""
        question = self._hearing.question
        value = question and leftover_answer(question.field, self._said)
        if question is None or value is None:
            return []
        return [Understood(ANSWER, 1.0, {question.name: value}, _whole(self._said).text)]

    def best_scores(self) -> tuple[tuple[str, float], ...]:
        return tuple(sorted(self._scores.items(), key=lambda pair: -pair[1])[:KEPT_SCORES])

    def _answer(self, part: Part) -> tuple[Part, Understood] | None:
        question = self._hearing.question
        value = question and parse_answer(question.field, self._said.part(part))
        if question is None or value is None:
            return None
        return part, Understood(ANSWER, 1.0, {question.name: value}, part.text)

    def _best(self, part: Part) -> tuple[str | None, float]:
        found = self._classifier.confidences(part.text)
        for intent, confidence in found:
            self._scores[intent] = max(confidence, self._scores.get(intent, 0.0))
        return found[0] if found else (None, 0.0)

    def _pieces(self, sentence: Part) -> list[Part]:
        """The sentence's clauses, if each is clear, they differ, and they say more than the whole."""
        pieces = clauses(sentence)
        if len(pieces) < 2:
            return [sentence]
        found = [self._best(piece) for piece in pieces]
        confidences = [confidence for _, confidence in found]
        differ = len({intent for intent, _ in found}) > 1
        clearer = min(confidences) >= CLEAR and mean(confidences) > self._best(sentence)[1]
        return pieces if differ and clearer else [sentence]

    def _clear(self, parts: list[Part]) -> list[tuple[Part, Understood]]:
        """The clear parts in spoken order, an intent once; a part's slots may stand up to the next one."""
        clear: dict[str, tuple[Part, Understood]] = {}
        for part in parts:
            intent, confidence = self._best(part)
            if intent and confidence >= CLEAR:
                clear.setdefault(intent, (part, Understood(intent, confidence, {}, part.text)))
        starts = [part.start for part, _ in clear.values()] + [len(self._said.text)]
        return [
            (part, self._with_slots(part, understood, self._until(part, end)))
            for (part, understood), end in zip(clear.values(), starts[1:], strict=True)
        ]

    def _until(self, part: Part, end: int) -> Part:
        return Part(part.start, end, self._said.text[part.start : end])

    def _with_slots(self, part: Part, understood: Understood, beyond: Part | None = None) -> Understood:
        """Slots are looked for in the evidence first, then in what may belong to it."""
        fields = self._hearables[understood.intent].slots
        slots = fill_slots(fields, self._said.part(part))
        missing = {name: field for name, field in fields.items() if name not in slots}
        if beyond and missing:
            slots = {**fill_slots(missing, self._said.part(beyond)), **slots}
        return understood._replace(slots=slots)


def _whole(said: Said) -> Part:
    text = said.text.strip()
    start = said.text.index(text)
    return Part(start, start + len(text), text)


def _described(hearable: Hearable) -> tuple[str, ...]:
    """What stands in for the examples of an intent that has none: its name, and what is said of it."""
    name = hearable.intent.replace("_", " ").replace("-", " ").replace(".", " ")
    return (name, hearable.description) if hearable.description else (name,)


def _spelling(examples: Examples) -> SpellingVectors:
    return SpellingVectors([*SMALL_TALK, *(text for _, texts in examples for text in texts)])
