"""How people name days, in the languages that are read closely. All is folded: lower case, without accents.

Names of weekdays and months come from Babel; everything here is what no library lists: “in a couple of days”,
“Ende nächster Woche”, “el viernes que viene”. Pieces are regular expressions, to be joined with `|`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Phrases(NamedTuple):
    """One language. In templates `{n}` is a count, `{unit}` a unit, `{day}` a day of the month."""

    days: Mapping[str, int]
    """Pieces → days from today."""
    counts: Mapping[str, int]
    units: Mapping[str, str]
    """Pieces → min, h, d, bd (business days), w, mo, y."""
    ahead: tuple[str, ...]
    ago: tuple[str, ...]
    next: str
    """Before a weekday, week, month; `next_after` is said behind it."""
    next_after: str
    last: str
    this: str
    week: str
    month: str
    year: str
    weekend: str
    end_of: str
    start_of: str
    month_end: str
    """One word for the last day of the month."""
    short_days: Mapping[str, int]
    """Abbreviated weekdays (0 is Monday), believed only after a word of `before_days`."""
    before_days: str
    ordinals: tuple[str, ...]
    """“the 5th” and what may stand around it."""
    of_month: str
    """Between a day of the month and “next month”."""
    clocks: tuple[str, ...]
    """Times of day, with groups `h`, `m` and `half`."""
    afternoon: str
    """A `half` that means after noon."""
    moments: Mapping[str, int]
    """Words for a time of day → its hour."""


ENGLISH = Phrases(
    days={
        r"(?:the )?day after tomorrow": 2,
        r"tomorrow|tmrw|tmr|tomorow|tommorow|tommorrow": 1,
        r"today|tonight|this (?:morning|afternoon|evening)|right away|straight away|immediately": 0,
        r"(?:the )?day before yesterday": -2,
        r"yesterday|last night": -1,
    },
    counts={
        r"an?|one": 1,
        r"two|a couple of|a couple": 2,
        r"three|a few|few": 3,
        r"four": 4,
        r"five": 5,
        r"six": 6,
        r"seven": 7,
        r"eight": 8,
        r"nine": 9,
        r"ten": 10,
        r"eleven": 11,
        r"twelve": 12,
        r"fourteen": 14,
        r"fifteen": 15,
        r"twenty": 20,
        r"thirty": 30,
    },
    units={
        r"minutes?|mins?": "min",
        r"hours?|hrs?": "h",
        r"(?:business|working|work) days?|workdays?": "bd",
        r"days?": "d",
        r"fortnights?": "fortnight",
        r"weeks?|wks?": "w",
        r"months?": "mo",
        r"years?": "y",
    },
    ahead=(
        r"(?:with)?in (?:about |around |the next |the coming |another )?{n} {unit}(?:'s? time)?",
        r"{n} {unit} from (?:now|today)",
        r"{n} (?:more )?{unit} later",
        r"after {n} {unit}",
    ),
    ago=(r"{n} {unit} ago",),
    next=r"next|the coming|coming|the following|following",
    next_after=r"coming",
    last=r"last|past",
    this=r"this",
    week=r"week",
    month=r"month",
    year=r"year",
    weekend=r"(?:the |this |next )?weekend",
    end_of=r"(?:the )?(?:very )?end of (?:the |this )?",
    start_of=r"(?:the )?(?:beginning|start) of (?:the |this )?",
    month_end=r"month[- ]?end",
    short_days={r"mon": 0, r"tues?": 1, r"wed": 2, r"thurs?|thu": 3, r"fri": 4, r"sat": 5, r"sun": 6},
    before_days=r"on|by|until|till|before|next|this|last|coming|or|and|from|to|for",
    ordinals=(
        r"(?:the |on |by |until |till |before |from |after |for )(?:the )?{day}(?:st|nd|rd|th)"
        r"(?=\s*$|\s*[,.;:!?)]|\s+(?:at|and|or|then|but|if|when|please|because|as|so|in|is|was|will|would|works?|"
        r"should|i|it|we|you|thanks|instead|latest|of|this|next|my|works)\b)",
    ),
    of_month=r"(?: of)?(?: the| this)? ",
    clocks=(
        r"(?:at |by |around |about |@ ?)?(?P<h>\d{1,2})(?:[:.](?P<m>\d\d))? ?(?P<half>[ap]\.?m\b\.?)",
        r"(?:at |by |around |about |@ ?)?(?P<h>\d{1,2}):(?P<m>\d\d)",
        r"(?:at|around|@) ?(?P<h>\d{1,2})(?: ?o'?clock)?"
        r"(?![\d.,/%:-]|\w| (?:euros?|dollars?|pounds?|percent|eur|usd))",
        r"(?P<h>\d{1,2}) ?o'?clock",
    ),
    afternoon=r"p",
    moments={r"noon|midday|lunchtime": 12, r"morning": 9, r"afternoon": 14, r"evening|tonight": 18},
)

GERMAN = Phrases(
    days={
        r"uberubermorgen": 3,
        r"ubermorgen|uebermorgen": 2,
        r"morgen": 1,
        r"heute(?: abend| nachmittag| noch)?|sofort|umgehend": 0,
        r"vorgestern": -2,
        r"gestern": -1,
    },
    counts={
        r"ein(?:e[mnr]?|s)?": 1,
        r"zwei": 2,
        r"drei|ein paar|paar": 3,
        r"vier": 4,
        r"funf|fuenf": 5,
        r"sechs": 6,
        r"sieben": 7,
        r"acht": 8,
        r"neun": 9,
        r"zehn": 10,
        r"vierzehn": 14,
        r"dreißig|dreissig": 30,
    },
    units={
        r"minuten?": "min",
        r"stunden?": "h",
        r"(?:werk|arbeits|geschafts|geschaefts|bank)tage?n?": "bd",
        r"tage?n?": "d",
        r"wochen?": "w",
        r"monate?n?": "mo",
        r"jahre?n?": "y",
    },
    ahead=(r"(?:in|innerhalb von|binnen) (?:etwa |ca\.? |den nachsten )?{n} {unit}", r"nach {n} {unit}"),
    ago=(r"vor (?:etwa |ca\.? )?{n} {unit}",),
    next=r"(?:der |die |das |den |dem )?(?:nachste[rnsm]?|naechste[rnsm]?|kommende[rnsm]?)",
    next_after=r"nachster|naechster",
    last=r"letzte[rnsm]?|vergangene[rnsm]?|vorige[rnsm]?",
    this=r"diese[rnsm]?",
    week=r"woche",
    month=r"monats?",
    year=r"jahre?s?",
    weekend=r"(?:am |dieses |nachstes )?wochenende",
    end_of=r"ende (?:des |der |dieser |dieses |diesen )?",
    start_of=r"anfang (?:des |der |dieses |diesen )?",
    month_end=r"monatsende|ultimo",
    short_days={r"mo": 0, r"di": 1, r"mi": 2, r"do": 3, r"fr": 4, r"sa": 5, r"so": 6},
    before_days=r"am|bis|bis zum|ab|nachsten|diesen|kommenden",
    ordinals=(r"(?:am|zum|bis|bis zum|vom|ab|ab dem) {day}(?:\.|te[nrm]?)(?!\d)",),
    of_month=r"(?: des| diesen| dieses)? ",
    clocks=(
        r"(?:um |gegen |ab |bis )?(?P<h>\d{1,2})(?:[:.](?P<m>\d\d))? ?uhr"
        r"(?: (?P<half>nachmittags|abends|morgens|fruh))?",
        r"(?:um |gegen |ab |bis )?(?P<h>\d{1,2}):(?P<m>\d\d)",
        r"um (?P<h>\d{1,2})(?![\d.,/%:-]|\w| (?:euro|eur|prozent))",
    ),
    afternoon=r"nachm|abends",
    moments={
        r"mittags?": 12,
        r"fruh|frueh|vormittags?|morgens|am morgen": 9,
        r"nachmittags?": 14,
        r"abends?": 18,
    },
)

SPANISH = Phrases(
    days={
        r"pasado manana": 2,
        r"(?<!la )manana": 1,
        r"hoy(?: mismo)?|esta (?:manana|tarde|noche)|ahora mismo|enseguida": 0,
        r"anteayer|antes de ayer": -2,
        r"ayer|anoche": -1,
    },
    counts={
        r"una?": 1,
        r"dos|un par de": 2,
        r"tres|unos|unas": 3,
        r"cuatro": 4,
        r"cinco": 5,
        r"seis": 6,
        r"siete": 7,
        r"ocho": 8,
        r"nueve": 9,
        r"diez": 10,
        r"quince": 15,
        r"treinta": 30,
    },
    units={
        r"minutos?": "min",
        r"horas?": "h",
        r"dias? (?:habil(?:es)?|laborables?|laboral(?:es)?)": "bd",
        r"dias?": "d",
        r"semanas?": "w",
        r"mes(?:es)?": "mo",
        r"anos?": "y",
    },
    ahead=(r"(?:dentro de|en|de aqui a) (?:unos |unas )?{n} {unit}",),
    ago=(r"hace (?:unos |unas )?{n} {unit}",),
    next=r"(?:el |la )?(?:proxim[oa]|siguiente)",
    next_after=r"que viene|proxim[oa]|siguiente|entrante",
    last=r"(?:el |la )?(?:pasad[oa]|ultim[oa])",
    this=r"est[ea]",
    week=r"semana",
    month=r"mes",
    year=r"ano",
    weekend=r"(?:el |este )?fin de semana",
    end_of=r"(?:a |el )?(?:fin(?:al)?(?:es)?) (?:de |del )(?:esta |este |la |el )?",
    start_of=r"(?:a )?(?:principios?|inicios?|comienzos?) (?:de |del )(?:este |el )?",
    month_end=r"fin de mes",
    short_days={},
    before_days=r"el",
    ordinals=(
        r"(?:el|para el|hasta el|antes del|del|dia)(?: dia)? {day}"
        r"(?!\d|[.,/:-]\d|\s*(?:%|€|\$|euros?|eur|por ciento|dias?|de la (?:manana|tarde|noche)))",
    ),
    of_month=r"(?: de| del)?(?: este)? ",
    clocks=(
        r"(?:a |sobre |hacia )las? (?P<h>\d{1,2})(?:[:.](?P<m>\d\d))?(?: ?h(?:oras)?)?"
        r"(?: (?:de|por) la (?P<half>manana|tarde|noche))?",
        r"(?P<h>\d{1,2}):(?P<m>\d\d)",
    ),
    afternoon=r"tarde|noche",
    moments={
        r"mediodia": 12,
        r"(?:por|de|en) la manana": 9,
        r"(?:por|de|en) la tarde|esta tarde": 16,
        r"(?:por|de|en) la noche|esta noche": 20,
    },
)

PHRASES: Mapping[str, Phrases] = {"en": ENGLISH, "de": GERMAN, "es": SPANISH}
"""By language; any other is read by `dateparser` alone."""
