"""What differs between two cases, in sentences: each change by its address, each support by whose doing it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from estimative.assessment.words import scenario_name
from estimative.case.models import Case
from estimative.case.models_judgments import Judgment, Rating
from estimative.case.paths import at
from estimative.inquiry.attribution import TINY, MethodChange, figure_of
from estimative.inquiry.differences import Nothing, Piece
from estimative.inquiry.taken_over import TakenOver
from estimative.report.wording import counted, judged, method_name, number, plain_number, shortened, signed

if TYPE_CHECKING:
    from estimative.desk.diff import Comparison, Diff

LEAST = 0.005
"""Changes below this round to nothing."""
MOST_PARTS = 4
MOST_PATHS = 12
EMS = 30.0
SAYS_MOST = ("that", "when", "means", "never", "always", "text", "title", "name", "value")
"""Fields by which a whole record is named in a line, the first that it has."""


def values_of(piece: Piece, old: Case, new: Case) -> tuple[str | None, str | None]:
    """What stands at a piece's path in each of two cases, in a few words; None where nothing does."""
    if piece.kind == "judgment":
        return _judged(old, piece.path), _judged(new, piece.path)
    befores: list[str] = []
    afters: list[str] = []
    depth = len(piece.path.split("/"))
    for edit in piece.edits:
        field = " ".join(edit.place[depth:])
        for value, words in ((edit.before, befores), (edit.after, afters)):
            if value is not Nothing.HERE:
                words.append(f"{field}: {_short(value)}" if field else _short(value))
    return "; ".join(befores) or None, "; ".join(afters) or None


def _judged(case: Case, path: str) -> str | None:
    """A judgment in words; None where the case has none at the path."""
    try:
        found = at(case, path)
    except ValueError:
        return None
    if isinstance(found, Judgment):
        shape = f", {found.distribution}" if found.distribution not in (None, "triangular") else ""
        return judged(found) + shape
    if isinstance(found, Rating):
        return found.value + (f" ({found.range[0]} to {found.range[1]})" if found.range else "")
    return None


def _short(value: Any) -> str:
    if isinstance(value, dict):
        named = next((value[key] for key in SAYS_MOST if value.get(key) is not None), None)
        return _short(named) if named is not None else listed(value) or "an empty record"
    if isinstance(value, list):
        return shortened(", ".join(_short(item) for item in value), EMS) or "an empty list"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return plain_number(value)
    return shortened(str(value), EMS)


def listed(names: Sequence[str] | dict[str, Any]) -> str:
    """Names after each other, shortened where there are many."""
    return shortened(", ".join(names), EMS)


def change_in_words(piece: Piece, old: Case, new: Case) -> str:
    """One change in a few words: `2 → 4`, `added: not a.go`, `removed`."""
    before, after = values_of(piece, old, new)
    if piece.change == "added" or before is None:
        return f"added: {after}"
    if piece.change == "removed" or after is None:
        return f"removed: {before}"
    return f"{before} → {after}"


def sentences(found: Diff) -> Iterator[str]:
    """What changed in each method that both cases feed, a sentence a support; then what did not change."""
    still: list[str] = []
    for change in found.attribution.methods.values():
        moved = [key for key in change.keys if abs(change.change(key)) >= LEAST]
        if not moved:
            still.append(_still(change))
        for key in moved:
            yield support_sentence(change, key, found)
    if still:
        yield f"No change in {'; '.join(still)}."


def support_sentence(change: MethodChange, key: str, found: Diff) -> str:
    """One support: from what to what, and whose doing that is, the greatest shares first."""
    before, after = change.before.supports[key].mean, change.after.supports[key].mean
    name = scenario_name(found.old, key)
    figure, way = figure_of(change.method), "rose" if after > before else "fell"
    start = (
        f"{figure[:1].upper()}{figure[1:]} of {name} in {method_name(change.method)} {way} from {number(before)} to"
        f" {number(after)}"
    )
    parts = sorted(change.parts, key=lambda part: (-round(abs(part.shares[key]), 9), part.pieces[0].path))
    told = [part for part in parts if abs(part.shares[key]) >= LEAST][:MOST_PARTS]
    if len(change.parts) == 1 and told:
        return f"{start}, by {pieces_in_words(told[0].pieces, found)}."
    words = [f"{signed(part.shares[key])} by {pieces_in_words(part.pieces, found)}" for part in told]
    rest = sum(part.shares[key] for part in parts) - sum(part.shares[key] for part in told)
    left = len(parts) - len(told)
    if left and abs(rest) >= LEAST:
        words.append(f"{signed(rest)} by {counted(left, 'other')}")
    if abs(change.rest[key]) >= LEAST:
        words.append(f"{signed(change.rest[key])} by what this method does not say that it reads")
    return f"{start}: {', '.join(words)}." if words else f"{start}, by many changes that are each too small to tell."


def pieces_in_words(pieces: Sequence[Piece], found: Diff) -> str:
    """One piece with what changed; pieces that stand together by the name of their group."""
    if len(pieces) == 1:
        return f"{pieces[0].path} ({change_in_words(pieces[0], found.old, found.new)})"
    return part_name(pieces, found)


def part_name(pieces: Sequence[Piece], found: Diff) -> str:
    """The name of a part: one piece's path, the name of a group, or where the changes are that were taken together."""
    if len(pieces) == 1:
        return pieces[0].path
    if any(pieces[0] in group for group in found.attribution.joined) and set(pieces) <= set(_group(pieces[0], found)):
        return f"group {group_name(pieces, found)}"
    paths = [piece.path.split("/") for piece in pieces]
    common = [parts[0] for parts in zip(*paths, strict=False) if len(set(parts)) == 1]
    return f"{len(pieces)} changes at {'/'.join(common) or 'several places'}"


def _group(piece: Piece, found: Diff) -> Sequence[Piece]:
    return next((group for group in found.attribution.joined if piece in group), ())


def group_name(pieces: Sequence[Piece], found: Diff) -> str:
    """The name of pieces that stand together: A, B, … in the order of the format, numbers from the 27th on."""
    paths = [group[0].path for group in found.attribution.joined]
    place = paths.index(pieces[0].path) if pieces[0].path in paths else 0
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def group_sentences(found: Diff) -> Iterator[str]:
    """The pieces that stand together, by the name of their group."""
    given_up = found.attribution.between.given_up
    why = "so much differs that it is told apart no further" if given_up else "none stands without another"
    for pieces in found.attribution.joined:
        yield f"Group {group_name(pieces, found)} ({why}): {some_paths(pieces)}."


def some_paths(pieces: Sequence[Piece]) -> str:
    """The paths of pieces, the first dozen of them."""
    more = f" and {len(pieces) - MOST_PATHS} more (--json lists them)" if len(pieces) > MOST_PATHS else ""
    return ", ".join(piece.path for piece in pieces[:MOST_PATHS]) + more


def _still(change: MethodChange) -> str:
    name = method_name(change.method)
    if not change.parts:
        return f"{name}, which reads nothing of what changed"
    if any(part.size >= LEAST for part in change.parts):
        return f"{name}, where changes offset each other"
    most = max(abs(change.change(key)) for key in change.keys)
    moved = "moves by less than 0.005" if most > TINY else "is not moved"
    return f"{name}, which may read {counted(len(change.parts), 'change')} and {moved}"


def leader_sentence(found: Diff) -> str:
    """What leads in most methods, before and after."""
    before = _leading(found.old, found.attribution.leader_before)
    after = _leading(found.new, found.attribution.leader_after)
    if found.attribution.leader_before == found.attribution.leader_after:
        return f"In both cases {before} in most methods that forecast."
    return f"In the first case {before} in most methods that forecast, in the second {after}."


def _leading(case: Case, key: str | None) -> str:
    return "nothing leads" if key is None else f"{scenario_name(case, key)} leads"


def _led(case: Case, key: str | None) -> str:
    return "nothing" if key is None else scenario_name(case, key)


def how_sentence(found: Diff) -> str:
    """How the shares were computed, and how far they can be trusted."""
    methods = [change for change in found.attribution.methods.values() if len(change.parts) > 1]
    drawn = [change for change in methods if not change.exact]
    start = f"{found.draws:,} draws, seed {found.seed}; what did not change has the same draws in both cases."
    if not methods:
        return start
    words = f"{start} Shares are the mean of what a change adds over the orders in which changes can be made"
    if not drawn:
        return f"{words}: all orders."
    names = ", ".join(f"{method_name(change.method)} {change.orders}" for change in drawn)
    return f"{words}; not all were tried, but drawn orders ({names}): intervals with --json, narrower with more --runs."


def comparison_sentences(found: Diff, comparison: Comparison) -> Iterator[str]:
    """Which judgments two cases share, and the smallest part of one that changes what the other concludes."""
    agree, differ = len(comparison.agree), len(comparison.differ)
    words = f"{agree:,} {'agrees' if agree == 1 else 'agree'} and {differ:,} {'differs' if differ == 1 else 'differ'}"
    yield f"Of the judgments and ratings that both have, {words}."
    for words, paths in (("first", comparison.only_old), ("second", comparison.only_new)):
        if paths:
            yield f"Only in the {words} case: {', '.join(paths)}."
    for taken in (comparison.into_old, comparison.into_new):
        yield taken_sentence(taken, found)


def taken_sentence(taken: TakenOver, found: Diff) -> str:
    """The smallest part of one case that changes the other's conclusion, and how far the search went."""
    of, into = ("first", "second") if taken.into_new else ("second", "first")
    cases = (found.new, found.old) if taken.into_new else (found.old, found.new)
    if found.attribution.leader_before == found.attribution.leader_after:
        return f"Nothing of the {of} case has to be taken over into the {into}: both conclude alike."
    if not taken.pieces:
        return f"Whatever of the {of} case is taken over into the {into}, its conclusion stays."
    what = "; ".join(pieces_in_words(pieces, found) for pieces in taken.pieces)
    if taken.smallest:
        how = "one change is enough" if len(taken.pieces) == 1 else f"every smaller set was tried, {taken.tried} in all"
        if taken.others:
            how += f"; {counted(taken.others, 'other set')} as small would do too"
    else:
        how = f"sets of up to {taken.exact_to} were all tried; beyond, a smaller one may have been missed"
    sure = "new draws say the same" if taken.verified else "on new draws it does not hold"
    return (
        f"Taken over from the {of} case into the {into}, this is enough: then {_leading(cases[1], taken.leader_after)},"
        f" where {_led(cases[0], taken.leader_before)} did. It is {what} ({how}; {sure})."
    )


def kinds_sentence(pieces: Sequence[Piece]) -> str:
    """How many changes of each kind."""
    if not pieces:
        return "Nothing differs."
    counts = {what: sum(piece.kind == what for piece in pieces) for what in ("judgment", "structure", "words")}
    words = [
        counted(counts["judgment"], "judgment"),
        f"{counted(counts['structure'], 'place')} of its structure",
        f"{counted(counts['words'], 'place')} in words alone",
    ]
    told = [text for text, count in zip(words, counts.values(), strict=True) if count]
    return f"What differs: {', '.join(told)}."
