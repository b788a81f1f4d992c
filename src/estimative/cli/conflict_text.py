"""The answers to further questions about a conflict, in the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from estimative.cli.terminal import out_console, plain, say
from estimative.methods.conflict.coalitions import COALITION_CONCEPTS

WIDEST = 100
MOST_ORDERS = 3
MOST_WAYS = 2
MOST_ENDS = 40
WAYS = {
    "improvements": "by steps that pay for who takes them",
    "deals": "by such steps and deals",
    "moves": "by any moves",
}


def show_answers(answer: Mapping[str, Any]) -> None:
    """Prints what was asked besides the tables; nothing where nothing was."""
    for suffix in ("", "_count"):
        if f"coalitions{suffix}" in answer:
            _show_coalitions(answer[f"coalitions{suffix}"], answer[f"universally_stable{suffix}"])
    parts = {"evolution": _evolution, "inverse": _inverse, "explained": _explained}
    for key, lines in parts.items():
        if key in answer:
            say()
            for line in lines(answer[key]):
                _say_wrapped(line)


def _say_wrapped(line: str) -> None:
    """A line, wrapped behind its own margin."""
    margin = line[: len(line) - len(line.lstrip())]
    width = max(40, min(WIDEST, out_console().width))
    for text in textwrap.wrap(plain(line).strip(), width, initial_indent=margin, subsequent_indent=margin + "  ") or [
        ""
    ]:
        say(text)


def _show_coalitions(tables: Mapping[str, Any], everywhere: Mapping[str, Any]) -> None:
    table = Table(title="coalitions")
    table.add_column("stable for")
    for concept in COALITION_CONCEPTS:
        table.add_column(concept)
    names = list(tables["CNash"])
    for name in names:
        table.add_row(plain(name), *(_cell(tables[c][name]) for c in COALITION_CONCEPTS), end_section=name == names[-1])
    table.add_row("all coalitions", *(_cell(everywhere[c]) for c in COALITION_CONCEPTS))
    out_console().print(table)


def _cell(found: Sequence[int] | int) -> str:
    return f"{found:,}" if isinstance(found, int) else ", ".join(map(str, found)) or "none"


def _evolution(found: Mapping[str, Any]) -> Iterator[str]:
    def state(number: int | str) -> str:
        return f"{number} ({found['written'][str(number)]})"

    yield f"From {state(found['from'])} to each equilibrium under {found['concept']}, by the fewest steps:"
    for end in found["equilibria"][:MOST_ENDS]:
        yield f"  {state(end)}"
        for way, paths in found["paths"].items():
            yield f"    {WAYS[way]}: {_paths(paths[str(end)], state)}"
    if not found["equilibria"]:
        yield "  there is none"
    if len(found["equilibria"]) > MOST_ENDS:
        yield f"  and {len(found['equilibria']) - MOST_ENDS:,} more, which --json lists"
    for played in found["play"]:
        deals = "without deals" if played["deals"] == 1 else f"with deals of up to {played['deals']}"
        ends = ", ".join(f"{state(number)} {share:.2f}" for number, share in played["ends"].items())
        turning = [" and ".join(map(str, cycle)) for cycle in played["cycles"]]
        never = f"; it never rests among {'; '.join(turning)}" if turning else ""
        yield f"The play {deals} ends in {ends}{never}."
    for warning in found["warnings"]:
        yield f"Note: {warning}."


def _paths(paths: Sequence[Sequence[Mapping[str, Any]]], state: Any) -> str:
    if not paths:
        return "no path"
    told = []
    for path in paths[:MOST_WAYS]:
        steps = [f"{' + '.join(step['members'])} to {state(step['to'])}" for step in path]
        told.append(", then ".join(steps) or "already there")
    more = f"; {len(paths) - MOST_WAYS} more as short" if len(paths) > MOST_WAYS else ""
    return "; or ".join(told) + more


def _inverse(found: Mapping[str, Any]) -> Iterator[str]:
    now = "an equilibrium already" if found["holds"] else "no equilibrium"
    yield f"State {found['state']} is {now} under {found['concept']}. What would make it one:"
    for one in found["reorderings"]:
        yield f"  {one['decision_maker']}: {_reordering(one)}"
    for warning in found["warnings"]:
        yield f"Note: {warning}."
    if found["new_wants"]:
        yield "A new want that suffices, at the least rank:"
        for one in found["new_wants"]:
            yield f"  {one['decision_maker']}: {_new_want(one)}"


def _reordering(one: Mapping[str, Any]) -> str:
    if one["blocked_by"]:
        return f"no order, since {' and '.join(one['blocked_by'])} would leave whatever it is"
    if one["swaps"] is None:
        return "no order of its wants" if one["complete"] else "no order among those that were tried"
    if not one["swaps"]:
        return "nothing has to change"
    orders = [" > ".join(order) for order in one["orders"][:MOST_ORDERS]]
    more = len(one["orders"]) - MOST_ORDERS
    swaps = "one swap" if one["swaps"] == 1 else f"{one['swaps']} swaps"
    return f"{swaps} of neighbours: {'; or '.join(orders)}{f'; {more} more' if more > 0 else ''}"


def _new_want(one: Mapping[str, Any]) -> str:
    if one["blocked_by"]:
        return f"{one['want']} at no rank, since {' and '.join(one['blocked_by'])} would leave whatever it is"
    if one["rank"] is None:
        return f"{one['want']} at no rank"
    count = "one" if one["before"] == 1 else str(one["before"])
    behind = f"before {count} of its wants" if one["before"] else "as the last of all"
    return f"{one['want']} at rank {one['rank']}, {behind}"


def _explained(found: Mapping[str, Any]) -> Iterator[str]:
    yield f"State {found['state']} ({found['written']}):"
    for name, by_concept in {**found["decision_makers"], **found.get("coalitions", {})}.items():
        yield f"  {name}"
        for concepts, one in _alike(by_concept):
            yield f"    {', '.join(concepts)}: {'stable' if one['stable'] else 'not stable'}. {one['because']}"
    if found.get("coalitions_left_out"):
        yield f"  and {found['coalitions_left_out']:,} larger coalitions, of which the table says whether they leave"


def _alike(by_concept: Mapping[str, Any]) -> list[tuple[list[str], Mapping[str, Any]]]:
    """Concepts together that say the same."""
    together: dict[tuple[bool, str], tuple[list[str], Mapping[str, Any]]] = {}
    for concept, one in by_concept.items():
        together.setdefault((one["stable"], one["because"]), ([], one))[0].append(concept)
    return list(together.values())
