"""What `estimative diff` prints: what differs, a sentence for each support that moved, and the shares as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estimative.assessment.words import scenario_name
from estimative.cli.terminal import out_console, plain, say
from estimative.desk import diff_words as words
from estimative.report.wording import method_name, number, shortened, signed

if TYPE_CHECKING:
    from estimative.desk.diff import Diff
    from estimative.inquiry.attribution import MethodChange
    from estimative.inquiry.differences import Piece

EMS = 50.0


def show(found: Diff) -> None:
    """Prints a diff."""
    pieces = found.attribution.pieces
    say(f"{found.names[0]} → {found.names[1]}")
    if not found.same_question:
        say("They do not ask the same question: the supports of one say nothing of the other's.")
    _scenarios(found)
    say(words.kinds_sentence(pieces))
    if not pieces:
        return
    _changes(found)
    for sentence in words.group_sentences(found):
        say(sentence)
    say()
    for sentence in words.sentences(found):
        say(sentence)
    for old, methods in (("first", found.attribution.only_old), ("second", found.attribution.only_new)):
        if methods:
            say(f"Only the {old} case feeds {', '.join(map(method_name, methods))}.")
    say(words.leader_sentence(found))
    if found.comparison is not None:
        say()
        for sentence in words.comparison_sentences(found, found.comparison):
            say(sentence)
    for change in found.attribution.methods.values():
        if len(change.parts) > 1 and any(part.size >= words.LEAST for part in change.parts):
            _shares(change, found)
    say()
    say(words.how_sentence(found))


def _scenarios(found: Diff) -> None:
    for there, here in found.matched.items():
        say(f"Scenario {there} of the second case has the same statement as {here} of the first, and goes by that id.")
    for name, keys in zip(found.names, (found.scenarios_of_old, found.scenarios_of_new), strict=True):
        if keys:
            say(f"Only {name} has the scenarios {', '.join(keys)}: there is nothing to compare them with.")


def _changes(found: Diff) -> None:
    read = [piece for piece in found.attribution.pieces if piece.methods]
    unread = [piece for piece in found.attribution.pieces if not piece.methods and piece.kind != "words"]
    said = [piece for piece in found.attribution.pieces if piece.kind == "words"]
    for piece in read:
        every = len(piece.methods) > 1 and set(piece.methods) >= set(found.attribution.methods)
        say(f"  {piece.path}: {_what(piece, found)} [{'any method' if every else ', '.join(piece.methods)}]")
    for title, pieces in (("Read by no method", unread), ("Words alone", said)):
        if pieces:
            say(f"{title}: {words.some_paths(pieces)}.")


def _what(piece: Piece, found: Diff) -> str:
    return shortened(words.change_in_words(piece, found.old, found.new), EMS)


def _shares(change: MethodChange, found: Diff) -> None:
    from rich.table import Table

    say()
    names = [scenario_name(found.old if key in found.old.scenarios else found.new, key) for key in change.keys]
    grid = Table(method_name(change.method), *map(plain, names), box=None, pad_edge=False)
    for title, run in (("before", change.before), ("after", change.after)):
        grid.add_row(title, *(number(run.supports[key].mean) for key in change.keys))
    for part in change.parts:
        if part.size >= words.LEAST:
            grid.add_row(plain(words.part_name(part.pieces, found)), *(signed(part.shares[key]) for key in change.keys))
    small = [part for part in change.parts if part.size < words.LEAST]
    if small:
        sums = (sum(part.shares[key] for part in small) for key in change.keys)
        grid.add_row(f"{len(small)} smaller", *(signed(total) for total in sums))
    out_console().print(grid)
