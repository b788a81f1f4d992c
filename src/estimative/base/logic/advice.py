"""Advice for the habits that people bring to the statement language from elsewhere.

Programmers write `&&` and `==`, everyone writes `is` and `unless`, word processors put dashes, curved quotation marks
and characters that cannot be seen. Each habit has a sentence that says what to write instead; where none fits, the
grammar's own words do (`wording.must_follow`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from estimative.base.logic.tree import RESERVED
from estimative.base.logic.wording import LONGEST_SHOWN, Stop, named, quoted


@dataclass(frozen=True)
class Advice:
    """A sentence for the user, and the stretch of the text that it is about."""

    message: str
    offset: int
    length: int


def advice(stop: Stop) -> Advice | None:
    """The advice for a known habit, if the place where the parser stopped shows one."""
    for look in (_sign, _spelling, _number, _word):
        found = look(stop)
        if found is not None:
            return found
    return None


# The first that stands at the place is taken, so longer signs come first.
_SIGNS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"<-+>|<=+>|[↔⇔⟺≡]", "write `iff` for “when and only when”"),
        (r"=/=|<>|!==|=!|~=", "write `!=` for “is not”"),
        (r"===?", "write `=`, once"),
        (
            r"!=",
            "`!=` stands between a name and a variant, as in `recognition != wide`; before a statement write `not`",
        ),
        (r"=<", "write `<=` for “at most”"),
        (r"=>", "write `implies` for “if … then”, or `>=` for “at least”"),
        (r"-+>|[→⇒⟹⊃]", "write `implies`"),
        (r"<-+|[←⇐]", "write `implies`, with the condition on its left"),
        (r"/\\", "write `and`"),
        (r"\\/", "write `or`"),
        (r"[&∧]+", "write `and`"),
        (r"[|∨]+", "write `or`"),
        (r"[!¬~]", "write `not`"),
        (r"[\^⊕]", "write `exactly 1 of (a; b)` where one of the two must hold and not both"),
        (r"[⩾≧]", "write `>=`"),
        (r"[⩽≦]", "write `<=`"),
        (r":=|:", "write `=` between a name and its variant"),
        (r"…|\.\.\.", "a statement has to be written in full"),
        (r"[\"'“”„‟‘’‚‛«»`´]", "names and variants stand without quotation marks: delete it"),
        (r"[‐‑‒–—―−﹘﹣－]", "write the plain hyphen `-`"),
        (r"[\[{]", "write `(`"),
        (r"[\]}]", "write `)`"),
        (r"%", "write the number alone; its unit stands with the issue"),
        (r"#", "a statement holds no comment: write it under `because`"),
        (r"[\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u061c]", "it cannot be seen: delete it"),
        (r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "delete it"),
        (r"\s", "write an ordinary space"),
    )
)


def _sign(stop: Stop) -> Advice | None:
    """Signs of other languages; one may have begun with a sign of ours (`==` begins with `=`)."""
    starts = [stop.last_start] if stop.kind == "COMPARATOR" and stop.touching else []
    for start in (*starts, stop.offset):
        for pattern, words in _SIGNS:
            found = pattern.match(stop.text, start)
            if found and found.end() > stop.offset:
                return Advice(f"{quoted(found.group()[:LONGEST_SHOWN])}: {words}", start, len(found.group()))
    return None


_PIECE = re.compile(r"[\w.\-]+(?:/[\w.\-]+)*")
_NAME = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)?")


def _spelling(stop: Stop) -> Advice | None:
    """A name in capitals, with underscores, accents, more dots than one, a path's slashes, or another alphabet."""
    start = stop.last_start if stop.touching and stop.kind in {"NAME", "NUMBER"} else stop.offset
    found = _PIECE.match(stop.text, start)
    if not found or found.end() <= stop.offset:
        return None
    piece = found.group()
    about = quoted(piece[:LONGEST_SHOWN])
    plain = _plain(piece)
    if piece.isascii() and piece.lower() in RESERVED:
        words = f"write `{piece.lower()}`, in small letters" if piece != piece.lower() else ""
    elif "/" in piece:
        parts = piece.split("/")
        dotted = f"{parts[1 if parts[0] == 'actors' else 0]}.{parts[-1]}"
        words = f"{about}: an option is named with a dot, as in `{dotted[:LONGEST_SHOWN]}`"
    elif plain and plain != piece:
        words = f"{about}: names have small letters a to z, digits and `-`, a letter first: write `{plain}`"
    elif not piece.isascii():
        strange = next(character for character in piece if not character.isascii())
        words = f"{named(strange)} cannot stand here: names have a to z, 0 to 9 and `-`"
    elif piece.count(".") > 1 and not piece.replace(".", "").isdigit():
        words = f"{about} has more than one dot; an option is named `actor.option`"
    else:
        words = ""
    return Advice(words, start, len(piece)) if words else None


def _plain(piece: str) -> str:
    """The piece as a name could be written, if it can: Türkiye as turkiye."""
    if len(piece) > LONGEST_SHOWN:
        return ""
    letters = unicodedata.normalize("NFKD", piece.replace("ı", "i").replace("ß", "ss"))
    plain = "".join(character for character in letters if not unicodedata.combining(character))
    plain = plain.lower().replace("_", "-").strip("-")
    return plain if _NAME.fullmatch(plain) else ""


_DIGITS = re.compile(r"[-+]?[0-9.]*[0-9]")
_COMMA_DIGITS = re.compile(r",[0-9]+")
_THEN_OF = re.compile(r"[0-9]+\s+of\b")


def _number(stop: Stop) -> Advice | None:
    """Numbers written, or standing, as they cannot."""
    digits = _DIGITS.match(stop.text, stop.offset)
    length = len(digits.group()) if digits else 0
    if digits and (stop.kind == "COMPARATOR" or (stop.kind == "NUMBER" and stop.touching and stop.word[0] == ".")):
        return Advice("a number is written as in `60`, `0.5` or `-3`", stop.offset, length)
    comma = stop.offset
    if stop.kind == "_COMMA" and stop.touching and digits and len(stop.before) > 1:
        comma = stop.last_start  # in a count the comma itself was taken, as if it separated two statements
    number = next((token for token in stop.before[-2:] if token.type == "NUMBER" and token.end_pos == comma), None)
    if number is not None and _COMMA_DIGITS.match(stop.text, comma):
        return Advice("a decimal is written with a point, as in `0.5`, and thousands without a comma", comma, 1)
    if stop.kind == "NUMBER" and stop.touching and stop.word[:1].isalpha():
        about = f"{stop.last}{stop.word}"[:LONGEST_SHOWN]
        return Advice(
            f"`{about}`: write the number alone, in digits; its unit stands with the issue", stop.last_start, len(about)
        )
    if digits and stop.wants_statement:
        if _THEN_OF.match(stop.text, stop.offset):
            return Advice("a count begins with `at least`, `at most` or `exactly`", stop.offset, length)
        return Advice("a number stands on the right of a comparison, as in `role >= 60`", stop.offset, length)
    return None


# What stands where two statements should be joined, or a name and its variant …
_BETWEEN = {
    "is": "write `=`",
    "are": "write `=`",
    "equals": "write `=`",
    "becomes": "write `=`",
    "then": "write `a implies b` for “if a then b”",
    "if": "write `b implies a` for “a if b”",
    "when": "write `b implies a` for “a when b”",
    "unless": "write `a or b` for “a unless b”",
    "but": "write `and`",
    "while": "write `and`",
    "plus": "write `and`",
    "nor": "write `not (a or b)` for “neither a nor b”",
    "xor": "write `exactly 1 of (a; b)`",
    "over": "write `>`",
    "above": "write `>`",
    "under": "write `<`",
    "below": "write `<`",
    "in": "write one comparison for each: `a = x or a = y`",
}
# … and what is taken for a name at first, and stops the parser at the next word.
_BEFORE = {
    "if": "write `a implies b` for “if a then b”",
    "when": "write `a implies b` for “when a, b”",
    "unless": "write `a or b` for “unless a, b”",
    "either": "write `a or b`, or `exactly 1 of (a; b)` where it cannot be both",
    "neither": "write `not (a or b)` for “neither a nor b”",
    "both": "write `a and b` for “both a and b”",
    "all": "write `a and b and c` for “all of these”",
    "any": "write `a or b or c` for “any of these”",
    "no": "write `not`",
}
_NUMBER_WORDS = frozenset({"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"})

_Test = Callable[[Stop], bool]
_HABITS: tuple[tuple[_Test, str], ...] = (
    (lambda stop: stop.kind == "COMPARATOR" and stop.word == "true", "`true` is no variant: write `yes`"),
    (lambda stop: stop.kind == "COMPARATOR" and stop.word == "false", "`false` is no variant: write `no`"),
    (lambda stop: stop.kind == "COMPARATOR" and stop.word == "not", "write `a != x` for “a is not x”"),
    (
        lambda stop: stop.kind == "COMPARATOR" and stop.word == "(",
        "a name is compared with one variant at a time: `a = x or a = y`",
    ),
    (
        lambda stop: stop.wants_statement and stop.word in {"=", ">=", ">", "<=", "<", "≥", "≤", "≠"},
        "a comparison begins with a name each time: `role > 40 and role < 60`",
    ),
    (
        lambda stop: len(stop.before) > 2 and stop.before[-2].type == "COMPARATOR" and stop.word[:1] in "=<>≥≤≠",
        "one comparison at a time: join two with `and`",
    ),
    (lambda stop: stop.word == "of", "before `of` stands a count, as in `at least 2 of (a; b; c)`"),
    (
        lambda stop: stop.accepted == {"NUMBER"} and stop.word in _NUMBER_WORDS,
        "write the number in digits after `at least`, `at most` or `exactly`",
    ),
    (
        lambda stop: (
            (stop.word == "," and "_SEMICOLON" in stop.accepted) or (stop.word == ";" and "_COMMA" in stop.accepted)
        ),
        "separate the statements of one count by the same sign throughout, best by `;`",
    ),
    (
        lambda stop: stop.word == ";" and "AND" in stop.accepted,
        "`;` separates the statements of a count and nothing else: join with `and` or `or`, end with nothing",
    ),
    (lambda stop: stop.word == "," and "AND" in stop.accepted, "a comma joins nothing: write `and` or `or`"),
    (
        lambda stop: stop.word == "." and "AND" in stop.accepted and stop.offset + 1 == len(stop.text),
        "a statement ends without a full stop",
    ),
    (
        lambda stop: stop.kind == "NAME" and stop.word[:1] == ".",
        "the dot of `actor.option` stands between two words, without a space",
    ),
    (lambda stop: stop.word == ")" and stop.opened is None and "AND" in stop.accepted, "this `)` closes no bracket"),
)


def _word(stop: Stop) -> Advice | None:
    """Words and signs of everyday language where the statement language has its own."""
    for test, words in _HABITS:
        if test(stop):
            return Advice(words, stop.offset, len(stop.word))
    if stop.at_end or "AND" not in stop.accepted:
        return None
    if stop.word in _BETWEEN:
        return Advice(f"`{stop.word}` joins nothing here: {_BETWEEN[stop.word]}", stop.offset, len(stop.word))
    if stop.kind == "NAME" and stop.last in _BEFORE:
        return Advice(f"`{stop.last}` begins no statement: {_BEFORE[stop.last]}", stop.last_start, len(stop.last))
    return None
