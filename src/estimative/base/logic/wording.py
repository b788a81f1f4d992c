r"""What to say to someone whose sentence the grammar does not take: what stands there, what could, what was meant.

People arrive with the habits of other languages (`&&`, `==`, `is`, capital letters) and with what word processors make
of their text. Each habit has its own advice; where none fits, the grammar says what could follow.

>>> shown("a && b", 2)
'&&'
>>> spot("a and\n  and b", 8)
'line 2, character 3'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lark import Token

_LONGEST_SHOWN = 30
_SYMBOLS = re.compile(r"[&|!=<>~^/\\+*?:#@$%-]+")
_WORD = re.compile(r"[\w.\-]+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Advice:
    """A sentence for the user, and the stretch of the text that it is about."""

    message: str
    offset: int
    length: int


def spot(text: str, offset: int) -> str:
    """A place in the text in words, counted from 1; lines only where there are several."""
    line = text.count("\n", 0, offset) + 1
    character = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return f"line {line}, character {character}" if "\n" in text.rstrip() else f"character {character}"


def shown(text: str, offset: int) -> str:
    """What stands at `offset`: a word, a run of signs, or one character; not more than 30 characters of it."""
    rest = text[offset : offset + _LONGEST_SHOWN + 1]
    for pattern in (_WORD, _SYMBOLS):
        found = pattern.match(rest)
        if found:
            return found.group() if len(found.group()) <= _LONGEST_SHOWN else found.group()[:_LONGEST_SHOWN]
    return rest[:1]


def quoted(found: str) -> str:
    """The found text in backquotes; a character that cannot be seen is named instead.

    >>> quoted("\u200f"), quoted("é")
    ('U+200F (right-to-left mark)', '`é`')
    """
    if found.isprintable() and not found.isspace():
        return f"`{found}`" if "`" not in found else "a backquote"
    return " ".join(_named(character) for character in found if not character.isprintable() or character.isspace())


def _named(character: str) -> str:
    name = unicodedata.name(character, "control character").lower()
    return f"U+{ord(character):04X} ({name})"


# --- What the grammar accepts, in words -------------------------------------------------------------------------

_COMPARISONS = "a comparison (`=`, `!=`, `>=`, `>`, `<=`, `<`)"
_JOINING = {"AND": "`and`", "OR": "`or`", "IMPLIES": "`implies`", "IFF": "`iff`"}
_CLOSING = {"_SEMICOLON": "`;`", "RPAR": "`)`", "$END": "the end"}


def must_follow(before: Sequence[Token], accepted: Collection[str], found: str, at_end: bool) -> str:
    """What the grammar asks for after the last word, beside what was found there."""
    last = f"after {quoted(shown(str(before[-1]), 0))}" if before else "at the beginning"
    got = "the text ends" if at_end else f"{quoted(found)} was found"
    if not before and at_end:
        return "a statement is missing: the text is empty"
    if "NOT" in accepted:
        return f"{last} a statement must follow, but {got}"
    one = {
        ("NAME", "NUMBER"): "a variant or a number",
        ("NUMBER",): "a whole number",
        ("LEAST", "MOST"): "`least` or `most`",
        ("OF",): "`of` with the statements to count, as in `at least 2 of (a; b; c)`",
        ("LPAR",): "`(` with the statements to count, separated by `;`",
    }.get(tuple(sorted(accepted)))
    if one:
        return f"{last} must follow {one}, but {got}"
    could = [_COMPARISONS] if "COMPARATOR" in accepted else []
    could += [words for terminal, words in (_JOINING | _CLOSING).items() if terminal in accepted]
    return f"{last} can follow {', '.join(could[:-1])} or {could[-1]}, but {got}"


# --- What was probably meant --------------------------------------------------------------------------------------

_SIGNS: tuple[tuple[str, str], ...] = (
    # Longer signs first: the first that stands at the place is taken.
    (r"<-+>|<=+>|↔|⇔|⟺|≡", "`iff` says that two statements hold together: write `iff`"),
    (r"=/=|<>|!==|=!|~=", "write `!=` for “is not”"),
    (r"===?", "write `=`, once"),
    (r"!=", "`!=` stands between a name and a variant, as in `recognition != wide`; before a statement write `not`"),
    (r"=<", "write `<=` for “at most”"),
    (r"=>", "write `implies` for “if … then”, or `>=` for “at least”"),
    (r"-+>|→|⇒|⟹|⊃", "write `implies`"),
    (r"<-+|←|⇐", "write `implies`, with the condition on its left"),
    (r"&+|∧|/\\", "write `and`"),
    (r"\|+|∨|\\/", "write `or`"),
    (r"!|¬|~", "write `not`"),
    (r"\^|⊕", "write `exactly 1 of (a; b)` where one of the two must hold and not both"),
    (r"⩾|≧|⋝", "write `>=`"),
    (r"⩽|≦|⋜", "write `<=`"),
    (r":=|:", "write `=` between a name and its variant"),
    (r"…|\.\.\.", "a statement has to be written in full"),
    (r"[\"'“”„‟‘’‚‛«»`´]", "names and variants stand without quotation marks: delete it"),
    (r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]", "write the plain hyphen `-`"),
    (r"[\[{]", "write `(`"),
    (r"[\]}]", "write `)`"),
    (r"%", "write the number alone: the unit stands with the issue"),
    (r"#", "a statement holds no comment"),
    (r"[\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u061c]", "it cannot be seen: delete it"),
)
_SIGN_ADVICE = tuple((re.compile(pattern), words) for pattern, words in _SIGNS)

# Words that stand where two statements should be joined, or a name and its variant.
_BETWEEN = {
    "is": "write `=`",
    "equals": "write `=`",
    "are": "write `=`",
    "becomes": "write `=`",
    "then": "write `a implies b` for “if a then b”",
    "if": "write `b implies a` for “a if b”",
    "unless": "write `or`: “a unless b” holds when one of them does",
    "but": "write `and`",
    "nor": "write `not (a or b)` for “neither a nor b”",
    "xor": "write `exactly 1 of (a; b)`",
    "plus": "write `and`",
    "while": "write `and`",
    "when": "write `b implies a` for “a when b”",
    "over": "write `>`",
    "above": "write `>`",
    "under": "write `<`",
    "below": "write `<`",
    "in": "write one comparison for each: `a = x or a = y`",
}
_BEFORE = {
    "if": "write `a implies b` for “if a then b”",
    "when": "write `a implies b` for “when a, b”",
    "either": "write `a or b`, or `exactly 1 of (a; b)` where it cannot be both",
    "neither": "write `not (a or b)` for “neither a nor b”",
    "both": "write `a and b`",
    "unless": "write `a or b` for “unless a, b”",
    "all": "write `a and b and c` for “all of these”",
    "any": "write `a or b or c` for “any of these”",
    "no": "write `not`",
    "least": "write `at least`",
    "most": "write `at most`",
}
_NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_KEYWORDS = frozenset({"not", "and", "or", "implies", "iff", "at", "least", "most", "exactly", "of", "true", "false"})


def hint(text: str, offset: int, before: Sequence[Token], accepted: Collection[str]) -> Advice | None:
    """The advice for a known habit, where the text at `offset` shows one; else None."""
    for look in (_sign, _word_form, _number, _habit):
        advice = look(text, offset, before, accepted)
        if advice is not None:
            return advice
    return None


def _sign(text: str, offset: int, before: Sequence[Token], _: Collection[str]) -> Advice | None:
    """Signs of other languages; one may have begun with a sign of ours (`==` begins with `=`)."""
    starts = [offset]
    if before and before[-1].type == "COMPARATOR" and before[-1].end_pos == offset:
        starts.insert(0, before[-1].start_pos or 0)
    for start in starts:
        for pattern, words in _SIGN_ADVICE:
            found = pattern.match(text, start)
            if found and found.end() > offset:
                return Advice(f"{quoted(found.group())}: {words}", start, len(found.group()))
    return None


def _word_form(text: str, offset: int, before: Sequence[Token], __: Collection[str]) -> Advice | None:
    """A word written as names are not: capitals, underscores, accents, two dots, a path's slash, other alphabets."""
    touching = bool(before) and before[-1].end_pos == offset and before[-1].type in {"NAME", "NUMBER"}
    start = (before[-1].start_pos or 0) if touching else offset
    found = re.compile(r"[\w.\-]+(?:/[\w.\-]+)*").match(text, start)
    if not found or found.end() <= offset:
        return None
    word = found.group()
    place, length = start, len(word)
    brief = quoted(word[:_LONGEST_SHOWN])
    if word.lower() in _KEYWORDS:
        return Advice(f"write `{word.lower()}`, in small letters", place, length) if word != word.lower() else None
    if "/" in word:
        parts = word.split("/")
        dotted = f"{parts[0] if parts[0] != 'actors' else parts[1]}.{parts[-1]}"
        return Advice(f"{brief}: an option is named with a dot, as in `{dotted}`", place, length)
    strange = next((character for character in word if not character.isascii()), None)
    plain = _plain(word)
    better = f": write `{plain}`" if plain and plain != word and len(plain) <= _LONGEST_SHOWN else ""
    if strange and not better:
        return Advice(f"{_named(strange)} is not a letter for names, which have a to z, digits and `-`", place, length)
    if word.count(".") > 1 and not word.replace(".", "").isdigit():
        return Advice(f"{brief} has more than one dot; an option is named `actor.option`", place, length)
    if strange or word != word.lower() or "_" in word:
        return Advice(f"{brief}: names have small letters a to z, digits and `-`{better}", place, length)
    return None


def _plain(word: str) -> str:
    """The word as a name could be written, if it can."""
    letters = unicodedata.normalize("NFKD", word.replace("ı", "i").replace("ß", "ss"))
    plain = "".join(character for character in letters if not unicodedata.combining(character))
    plain = plain.lower().replace("_", "-").strip("-.")
    return plain if re.fullmatch(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?", plain) else ""


def _number(text: str, offset: int, before: Sequence[Token], accepted: Collection[str]) -> Advice | None:
    """Numbers written or placed as they cannot be."""
    last = before[-1].type if before else ""
    point = re.compile(r"[+.]?\.?[0-9]").match(text, offset)
    if last == "COMPARATOR" and point:
        return Advice("a number is written as in `60`, `0.5` or `-3`", offset, len(point.group()))
    comma = re.compile(r",[0-9]+").match(text, offset)
    if last == "NUMBER" and comma and before[-1].end_pos == offset:
        return Advice("a decimal is written with a point, as in `0.5`, and thousands without a comma", offset, 1)
    digits = re.compile(r"-?[0-9.]+").match(text, offset)
    if digits and "NOT" in accepted:
        if re.compile(r"\s+of\b").match(text, digits.end()):
            return Advice("a count begins with `at least`, `at most` or `exactly`", offset, len(digits.group()))
        return Advice("a number stands on the right of a comparison, as in `role >= 60`", offset, len(digits.group()))
    return None


def _habit(text: str, offset: int, before: Sequence[Token], accepted: Collection[str]) -> Advice | None:
    """Words of everyday language where the statement language has its own."""
    word = shown(text, offset)
    last = str(before[-1]) if before else ""
    kind = before[-1].type if before else ""
    for test, words in _CASES:
        if test(word, kind, accepted):
            return Advice(words.format(word=word), offset, len(word))
    if "NOT" in accepted or kind not in {"NAME", "NUMBER", "RPAR", "TRUE", "FALSE"}:
        return None
    if word in _BETWEEN:
        return Advice(f"`{word}` is no word of a statement: {_BETWEEN[word]}", offset, len(word))
    if kind == "NAME" and last in _BEFORE:
        return Advice(f"`{last}` is no word of a statement: {_BEFORE[last]}", before[-1].start_pos or 0, len(last))
    return None


_Test = Callable[[str, str, Collection[str]], bool]
_CASES: tuple[tuple[_Test, str], ...] = (
    (lambda word, kind, _: kind == "COMPARATOR" and word == "true", "`{word}` is not a variant: write `yes`"),
    (lambda word, kind, _: kind == "COMPARATOR" and word == "false", "`{word}` is not a variant: write `no`"),
    (lambda word, kind, _: kind == "COMPARATOR" and word == "not", "write `!=` for “is not”"),
    (
        lambda word, kind, _: kind == "COMPARATOR" and word == "(",
        "a name is compared with one variant at a time: `a = x or a = y`",
    ),
    (
        lambda word, _, accepted: "OF" not in accepted and word == "of",
        "before `of` stands a count, as in `at least 2 of`",
    ),
    (
        lambda word, _, accepted: tuple(accepted) == ("NUMBER",) and word in _NUMBER_WORDS,
        "write the number in digits after `at least`, `at most` or `exactly`",
    ),
    (
        lambda word, kind, accepted: word == ";" and "NOT" not in accepted and kind != "COMPARATOR",
        "`;` separates the statements of a count and nothing else; join with `and` or `or`, end with nothing",
    ),
    (
        lambda word, kind, accepted: word == "," and "NOT" not in accepted and kind != "COMPARATOR",
        "a comma joins nothing here: write `and` or `or`",
    ),
    (
        lambda word, kind, accepted: word == "." and kind != "COMPARATOR" and "NOT" not in accepted,
        "a statement ends without a full stop",
    ),
)
