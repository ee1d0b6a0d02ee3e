"""Yes and no, as people answer a question."""

from __future__ import annotations

import re
from collections.abc import Mapping

from runtime.understanding.folding import fold

MOST_WORDS = 6
"""A longer reply that merely begins with “no” is about something else, unless a comma follows."""

_YES: Mapping[str, str] = {
    "en": r"yes|y|yeah|yea|yep|yup|sure|ok|okay|of course|correct|right(?! now| away)|exactly|definitely|"
    r"absolutely|certainly|i do|i am|i did|i have|go ahead|sounds good|no problem|fine|true|please do|"
    r"that's (?:right|fine)",
    "de": r"ja|jep|jo|jawohl|klar|gerne?|naturlich|genau|richtig|sicher|stimmt|in ordnung|passt",
    "es": r"si|claro|vale|por supuesto|correcto|de acuerdo|asi es|exacto|desde luego|perfecto",
    "fr": r"oui|ouais|bien sur|d'accord|exact",
    "it": r"si|certo|va bene|esatto",
    "pt": r"sim|claro|pode ser|certo",
    "nl": r"ja|zeker|klopt|prima|goed",
    "pl": r"tak|jasne|oczywiscie|zgoda",
}
_NO: Mapping[str, str] = {
    "en": r"no(?! (?:problem|idea|clue|worries))|n|nope|nah|not|never|i don't|i do not|i haven't|i'm not|"
    r"i am not|don't|rather not|incorrect|wrong|false",
    "de": r"nein|nee|ne|no|nicht|niemals|auf keinen fall|falsch|lieber nicht",
    "es": r"no|nunca|para nada|tampoco|incorrecto",
    "fr": r"non|pas|jamais",
    "it": r"no|non|mai",
    "pt": r"nao|nunca",
    "nl": r"nee|niet|nooit",
    "pl": r"nie|nigdy",
}
_OPENING = r"^[\W_]*(?:(?:well|oh|um|hm+|ah|also|na|bueno|pues|eh)[\s,.!]+)?"


def said_yes(text: str, language: str) -> bool | None:
    """Whether the reply opens with yes or no, in the language given or in English; None when with neither."""
    if (thumb := _thumb(text)) is not None:
        return thumb
    folded = fold(text).strip()
    for known in dict.fromkeys((language, "en")):
        # No first: “I do not” is not “I do”.
        for answer, pieces in ((False, _NO.get(known)), (True, _YES.get(known))):
            match = (
                re.match(rf"{_OPENING}(?:{pieces})\b(?P<stop>\s*[,.;!:–-]|\s*$)?", folded) if pieces else None
            )
            if match and (match["stop"] is not None or len(folded.split()) <= MOST_WORDS):
                return answer
    return None


def _thumb(text: str) -> bool | None:
    stripped = text.strip()
    if stripped.startswith(("👍", "👌", "✅")):
        return True
    return False if stripped.startswith(("👎", "❌")) else None
