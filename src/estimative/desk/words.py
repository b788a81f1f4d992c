"""Words of likelihood looked up: what a word means in each scale, and which words a number falls under."""

from __future__ import annotations

import re
from typing import Any

from estimative.base.errors import UsageError, nearest
from estimative.base.likelihood import (
    Scale,
    Term,
    percent,
    scale,
    scales,
    span,
    translate,
    unnumbered,
    words_of_likelihood,
)


def look_up(text: str, scale_id: str | None = None) -> dict[str, Any]:
    """A word or a number (`0.7`, `70%`) in every scale, as plain data.

    For a word: its interval and middle wherever it is known, the span over these scales, and each pair of scales in
    which it means different intervals; with `scale_id` how the other scales would put it. For a number: the word of
    each scale, both neighbours in a gap, none beyond its ends. Raises UsageError for a word that no scale has, a number
    that is none between 0 and 1, an unknown scale, or a word that the named scale lacks.

    >>> look_up("70%")["scales"]["icd203"]["words"][0]["word"]
    'likely'
    >>> look_up("likely")["span"]
    {'low': 0.55, 'high': 1.0}
    """
    chosen = {scale_id: scale(scale_id)} if scale_id is not None else dict(scales())
    number = _number(text)
    if number is not None:
        return {"number": number, "scales": {name: _for_number(known, number) for name, known in chosen.items()}}
    return _for_word(text, scale_id)


def _number(text: str) -> float | None:
    found = re.fullmatch(r"\s*([0-9]*[.,]?[0-9]+)\s*(%|percent|per cent)?\s*", text)
    if found is None:
        return None
    value = float(found[1].replace(",", "."))
    if found[2]:
        value /= 100
    if not 0 <= value <= 1:
        hint = f"; write `{found[1]}%` for percent" if not found[2] and value <= 100 else ""
        raise UsageError(f"a likelihood lies between 0 and 1, or 0% and 100%; got {text.strip()}{hint}")
    return value


def _for_number(known: Scale, number: float) -> dict[str, Any]:
    found = known.words(number)
    return {
        "title": known.title,
        "checked": known.checked,
        "words": [_term(term) for term in found],
        "in_gap": len(found) == 2,
    }


def _for_word(text: str, scale_id: str | None) -> dict[str, Any]:
    word = " ".join(text.split())
    vague = [found.words for found in unnumbered(word)]
    over = span(word)
    if over is None and not vague:
        hint = nearest(word.casefold(), sorted(words_of_likelihood()))
        raise UsageError(f"no scale has the word `{word}` (a number is written 0.7 or 70%){hint}")
    answer: dict[str, Any] = {
        "word": word,
        "carries_no_number": vague,
        "span": {"low": over.low, "high": over.high} if over is not None else None,
        "scales": {
            name: {"title": known.title, "checked": known.checked, **_term(term)}
            for name, known in scales().items()
            if (term := known.find(word)) is not None
        },
        "mismatches": _mismatches(word),
    }
    if scale_id is not None and over is not None:
        scale(scale_id).term(word)
        answer["translations"] = [_translation(word, scale_id, other) for other in scales() if other != scale_id]
    return answer


def _mismatches(word: str) -> list[dict[str, Any]]:
    having = [name for name, known in scales().items() if known.find(word) is not None]
    found = []
    for place, one in enumerate(having):
        for other in having[place + 1 :]:
            made = translate(word, one, other)
            if made.mismatch and made.same_word is not None:
                here, there = made.term, made.same_word
                words = f"{percent(here.low, here.high)} in {one}, {percent(there.low, there.high)} in {other}"
                found.append({"scales": [one, other], "sentence": f"`{word}` means {words}"})
    return found


def _translation(word: str, source: str, target: str) -> dict[str, Any]:
    made = translate(word, source, target)
    return {
        "scale": target,
        "words": [{**_term(term), "share": share} for term, share in made.shares],
        "mismatch": made.mismatch,
        "sentence": made.sentence,
    }


def _term(term: Term) -> dict[str, Any]:
    return {"word": term.word, "low": term.low, "high": term.high, "middle": term.middle}
