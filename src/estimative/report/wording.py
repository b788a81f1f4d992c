"""How values are said on the page and in pictures: numbers, dates, names, lengths. One spelling for each, in one place.

Nothing here uses a word of likelihood: those belong to the author and to whoever signs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from estimative.assessment.bands import AuthorWords
from estimative.base.likelihood import UNSTATED, percent
from estimative.base.unicode import visible
from estimative.case.models import Case
from estimative.case.models_judgments import Judgment

WORDS_TO_TWELVE = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
RATINGS = {
    "CC": "strongly for",
    "C": "for",
    "N": "neither for nor against",
    "I": "against",
    "II": "strongly against",
    "N/A": "not applicable to",
}
MINUS = "\N{MINUS SIGN}"
TINY = 1e-9
"""Shares below this are nothing but the last bits of a sum."""


def number(share: float) -> str:
    """A share from 0 to 1 with two decimals; one that is not quite 0 or 1 does not look as if it were.

    >>> number(0.8753), number(0.003), number(0.9999), number(1.0), number(1e-16)
    ('0.88', '<0.01', '>0.99', '1.00', '0.00')
    """
    if TINY < share < 0.005:
        return "<0.01"
    if 0.995 <= share < 1 - TINY:
        return ">0.99"
    return f"{share + 0.0:.2f}"


def signed(effect: float) -> str:
    """A difference of two shares with its sign.

    >>> signed(0.8153), signed(-0.12), signed(0.0), signed(-0.0004)
    ('+0.82', '−0.12', '0.00', '−<0.001')
    """
    size = abs(effect)
    if size <= TINY:
        return "0.00"
    sign = "+" if effect > 0 else MINUS
    if size < 0.0005:
        return f"{sign}<0.001"
    return f"{sign}{size:.2f}" if size >= 0.005 else f"{sign}{size:.3f}"


def plain_number(value: float) -> str:
    """A judged number as it was written.

    >>> plain_number(2.0), plain_number(-1.0), plain_number(0.25)
    ('2', '−1', '0.25')
    """
    return f"{value + 0.0:.9g}".replace("-", MINUS)


def judged(judgment: Judgment) -> str:
    """A judgment: its value, and its range in brackets where it has one.

    >>> judged(Judgment(value=2, range=(1, 3))), judged(Judgment(value=2))
    ('2 (1 to 3)', '2')
    """
    value = plain_number(judgment.value)
    if judgment.range is None:
        return value
    low, high = judgment.range
    return f"{value} ({plain_number(low)} to {plain_number(high)})"


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its noun, in words up to twelve.

    >>> counted(1, "method"), counted(3, "gap"), counted(0, "gap"), counted(40, "state")
    ('one method', 'three gaps', 'no gaps', '40 states')
    """
    words = WORDS_TO_TWELVE[count] if 0 <= count < len(WORDS_TO_TWELVE) else f"{count:,}"
    return f"{words} {one if count == 1 else many or one + 's'}"


def deals_of(deals: int) -> str:
    """How many may agree on a deal, in words.

    >>> deals_of(2), deals_of(3)
    ('with deals of two', 'with deals of up to three')
    """
    words = WORDS_TO_TWELVE[deals] if deals < len(WORDS_TO_TWELVE) else str(deals)
    return f"with deals of {words}" if deals <= 2 else f"with deals of up to {words}"


def date_in_words(date: str) -> str:
    """A date of any precision as it is said; what is no date stays as it is.

    >>> date_in_words("2021-09-02"), date_in_words("2021-09"), date_in_words("2014"), date_in_words("soon")
    ('2 September 2021', 'September 2021', '2014', 'soon')
    """
    parts = date.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3 or not 1 <= int([*parts, "1"][1]) <= 12:
        return date
    year, month = parts[0], MONTHS[int(parts[1]) - 1] if len(parts) > 1 else ""
    day = str(int(parts[2])) if len(parts) > 2 else ""
    return " ".join(part for part in (day, month, year) if part)


def width_of(text: str) -> float:
    """How wide a text is in ems of a common sans serif, rather too wide than too narrow.

    >>> width_of("ill") < width_of("www") < width_of("日本語")
    True
    """
    return sum(_em(character) for character in text)


def shortened(text: str, ems: float) -> str:
    """The text on one line, cut at a word with `…` where it is wider than `ems`; never empty where the text is not.

    >>> shortened("closeness of ideas and the Qatari connection", 14)
    'closeness of ideas and…'
    """
    whole = visible(" ".join(text.split()))
    if len(whole) <= 10_000 and width_of(whole) <= ems:
        return whole
    kept, used = "", _em("…")
    for character in whole:
        used += _em(character)
        if used > ems:
            break
        kept += character
    at_word = kept.rsplit(" ", 1)[0] if " " in kept and not whole[len(kept) : len(kept) + 1].isspace() else kept
    return (at_word if 2 * len(at_word) > len(kept) else kept).rstrip(" ,;:.—–-") + "…"


def wrapped(text: str, ems: float, most: int = 99) -> list[str]:
    """The text in lines of at most `ems`, `most` lines in all, the last one cut with `…` where there is more."""
    words = visible(" ".join(text.split())).split(" ")
    lines: list[str] = []
    here = ""
    for place, word in enumerate(words):
        longer = f"{here} {word}" if here else word
        if width_of(longer) <= ems:
            here = longer
            continue
        if len(lines) == most - 1:
            return [*lines, shortened(" ".join([here, *words[place:]]).strip(), ems)]
        if here:
            lines.append(here)
        here = shortened(word, ems)
    return [*lines, here]


def person_name(case: Case, person: str | None) -> str:
    """The name of a person, else the id; `somebody who gave no name` where there is none."""
    if person is None:
        return "somebody who gave no name"
    return case.people[person].name if person in case.people else person


def method_name(method: str) -> str:
    """A method by its title in small letters; the id where no such method is installed.

    >>> method_name("conflict"), method_name("tea-leaves")
    ('conflict analysis', 'tea leaves')
    """
    from estimative.methods.records import methods

    known = methods().get(method)
    return known.title[:1].lower() + known.title[1:] if known is not None else method.replace("-", " ")


def figures_of(effects: Iterable[str]) -> str:
    """What methods, by their ids, call their figures on the scenarios.

    >>> figures_of(["influence"]), figures_of(["conflict"])
    ('balance of force', 'support')
    """
    from estimative.assessment.joins import joins

    known = joins()
    return " and ".join(dict.fromkeys(known[method].figure if method in known else "figure" for method in effects))


def greatest(shares: Mapping[str, float]) -> str | None:
    """The key with the greatest share; None where none is given, all are nothing, or several share the first place.

    >>> greatest({"a": 0.6, "b": 0.4}), greatest({"a": 0.5, "b": 0.5}), greatest({})
    ('a', None, None)
    """
    top = max(shares.values(), default=0.0)
    first = [key for key, share in shares.items() if share >= top - TINY]
    return first[0] if len(first) == 1 and top > TINY else None


def author_says(words: AuthorWords | None) -> tuple[str, str]:
    """What the author says of a scenario: the word as it stands, and how it is to be read.

    >>> author_says(AuthorWords("likely", "unstated", 0.55, 1.0))
    ('likely', 'scale unstated (55–100 %)')
    >>> author_says(None)
    ('', 'nothing')
    """
    if words is None:
        return "", "nothing"
    over = f" ({percent(words.low, words.high)})" if words.low is not None and words.high is not None else ""
    named = f"scale {UNSTATED}" if words.scale == UNSTATED else words.scale
    return words.term, f"{named}{over}"


def _em(character: str) -> float:
    """The width of a character in a wide sans serif, ems."""
    if character in " .,:;'|!iljIft()[]-·’‘":
        return 0.36
    if character in "mMW@%—…→":
        return 0.99
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if unicodedata.combining(character):
        return 0.0
    return 0.84 if character == "w" else 0.72 if character.isupper() else 0.62
