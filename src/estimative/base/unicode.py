r"""Text from strangers: brought to one form without hanging, and shown without commanding the terminal.

>>> nfc("cafe" + chr(0x301)) == "caf" + chr(0xE9)
True
>>> visible("red" + chr(27) + "[31m")
'red\\u001b[31m'
"""

from __future__ import annotations

import functools
import re
import unicodedata

from estimative.base.errors import LimitError

MARKS_IN_A_ROW = 30
"""Unicode's Stream-Safe Text Format (UAX #15, section 13) sets the same bound; no written language comes near it."""

# Control characters, the line and paragraph separators, every mark that turns the direction of writing, and half
# characters (surrogates). Joiners stay: Persian and the Indic scripts need them.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_UNSAFE_BUT_LINES = re.compile("(?!\n)" + _UNSAFE.pattern)


def nfc(text: str) -> str:
    """The text in Unicode normal form C.

    Sorting the marks above and below a letter takes time in the square of their number, so a text made to hang the
    reader is refused first. Raises LimitError, naming the line, where more than 30 marks stand in a row.
    """
    if text.isascii():
        return text
    found = _too_many_marks().search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise LimitError(
            f"line {line}: more than {MARKS_IN_A_ROW} combining marks in a row; no written language needs them"
        )
    return unicodedata.normalize("NFC", text)


def visible(text: str, lines: bool = False) -> str:
    r"""The text with every character that could command a terminal or turn the writing written as an escape.

    With `lines` line ends stay. What is left can be printed without harm.

    >>> visible("a\nb"), visible("a\nb", lines=True)
    ('a\\u000ab', 'a\nb')
    """
    pattern = _UNSAFE_BUT_LINES if lines else _UNSAFE
    return pattern.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


@functools.cache
def _too_many_marks() -> re.Pattern[str]:
    # The last mark of Unicode 15 is U+1E94A; counted to U+1FFFF so that a later Unicode finds its marks counted too.
    marks = [code for code in range(0x300, 0x20000) if unicodedata.combining(chr(code))]
    ranges: list[list[int]] = []
    for code in marks:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    inside = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    return re.compile(f"[{inside}]{{{MARKS_IN_A_ROW + 1}}}")
