"""The answers about a cross-impact matrix, in the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from estimative.cli.terminal import out_console, plain, say

MOST_SHOWN = 40
MOST_STATES = 8
MOST_EDITS = 12
WIDEST = 100


def show(answer: Mapping[str, Any]) -> None:
    """Prints the consistent scenarios and whatever else was asked."""
    _show_scenarios(answer)
    for rule, attractors in answer["attractors"].items():
        _show_attractors(answer, rule, attractors)
    for key, lines in (("explained", _explained), ("robust", _robust), ("compared", _compared)):
        if key in answer:
            say()
            for line in lines(answer):
                _say_wrapped(line)
    for warning in answer["warnings"]:
        _say_wrapped(f"Note: {warning}.")
    say(f"solved in {answer['seconds']:.3f} s")


def _say_wrapped(line: str) -> None:
    margin = line[: len(line) - len(line.lstrip())]
    width = max(40, min(WIDEST, out_console().width))
    for text in textwrap.wrap(plain(line).strip(), width, initial_indent=margin, subsequent_indent=margin + "  "):
        say(text)


def _name(answer: Mapping[str, Any], j: int) -> str:
    return str(answer["descriptors"][j]["name"]) or f"descriptor {j}"


def _variant(answer: Mapping[str, Any], j: int, k: int) -> str:
    return str(answer["descriptors"][j]["variants"][k]) or f"variant {k}"


def _labels(answer: Mapping[str, Any], scenario: Sequence[int]) -> str:
    return ", ".join(_variant(answer, j, k) for j, k in enumerate(scenario))


def _show_scenarios(answer: Mapping[str, Any]) -> None:
    many = f"{answer['count']:,}" if answer["counted"] else f"at least {answer['count']:,}"
    within = f" within {answer['tolerance']}" if answer["tolerance"] else ""
    proven = "these are all" if answer["complete"] else "not all are listed"
    say(f"{many} of {answer['scenarios']:,} scenarios are consistent{within}; {proven}")
    scenarios = answer["consistent"][:MOST_SHOWN]
    if not scenarios:
        return
    table = Table()
    for heading in ("", "variants", "margin", "total"):
        table.add_column(heading, justify="left" if heading == "variants" else "right")
    for number, scenario in enumerate(scenarios, start=1):
        margin = answer["margin"][number - 1]
        total = answer["total_impact_score"][number - 1]
        shown = "-" if margin is None else str(margin)
        table.add_row(str(number), plain(_labels(answer, scenario)), shown, str(total))
    out_console().print(table)
    if len(answer["consistent"]) > MOST_SHOWN:
        say(f"and {len(answer['consistent']) - MOST_SHOWN:,} more; --json lists them")


def _show_attractors(answer: Mapping[str, Any], rule: str, attractors: Sequence[Mapping[str, Any]]) -> None:
    basin = answer["basins"][rule]
    drawn = basin["sampled"] is not None
    of = f"{basin['starts']:,} starts{' drawn by chance' if drawn else ''}"
    table = Table(title=f"{rule}: where {of} end")
    table.add_column("starts", justify="right")
    table.add_column("share", justify="right")
    table.add_column("ends in")
    for attractor in attractors[:MOST_SHOWN]:
        share = attractor["weight"] / basin["starts"]
        shown = f"{share:.3f}"
        if drawn:
            low, high = attractor["interval"]
            shown += f" ({low:.3f} to {high:.3f})"
        table.add_row(f"{attractor['weight']:,}", shown, "\n".join(_ends(answer, attractor)))
    out_console().print(table)
    if len(attractors) > MOST_SHOWN:
        say(f"and {len(attractors) - MOST_SHOWN:,} more; --json lists them")


def _ends(answer: Mapping[str, Any], attractor: Mapping[str, Any]) -> Iterator[str]:
    states = [attractor["states"][k] for k in attractor.get("walk", range(len(attractor["states"])))]
    if len(states) > 1:
        yield f"a cycle of {len(states)}:"
    for state in states[:MOST_STATES]:
        yield plain(_labels(answer, state))
    if len(states) > MOST_STATES:
        yield f"and {len(states) - MOST_STATES:,} more"


def _explained(answer: Mapping[str, Any]) -> Iterator[str]:
    found = answer["explained"]
    off = found["inconsistency"]
    state = "consistent" if found["consistent"] else f"not consistent, off by {off['largest']} ({off['sum']} in all)"
    yield f"{_labels(answer, found['scenario'])} is {state}{'; a rule forbids it' if found['forbidden'] else ''}."
    for each in found["descriptors"]:
        yield from _balance(answer, each)
    yield f"What would make it {found['goal']}:"
    for measure, words in (("sum", "the smallest change"), ("cells", "the fewest judgments")):
        yield from _change(answer, found["changes"][measure], words)
    for rule, way in found["ways"].items():
        yield from _way(answer, rule, way)


def _balance(answer: Mapping[str, Any], each: Mapping[str, Any]) -> Iterator[str]:
    j, own = each["descriptor"], each["variant"]
    others = ", ".join(f"{_variant(answer, j, k)} {score}" for k, score in enumerate(each["scores"]) if k != own)
    beside = f" ({others})" if others else ""
    mark = "" if each["margin"] is None or each["margin"] >= 0 else " <- falls short"
    yield f"  {_name(answer, j)}: {_variant(answer, j, own)} {each['score']}{beside}{mark}"
    for word, pushes in (("ahead of", each["pro"]), ("behind", each["contra"])):
        if pushes:
            said = ", ".join(
                f"{_name(answer, push['descriptor'])} = {_variant(answer, push['descriptor'], push['variant'])}"
                f" {push['lead']:+d}"
                for push in pushes
            )
            yield f"    {word} {_variant(answer, j, each['rival'])} by {said}"


def _change(answer: Mapping[str, Any], change: Mapping[str, Any] | None, words: str) -> Iterator[str]:
    if change is None:
        yield f"  {words}: none does it on this scale"
        return
    steps = f"{change['sum']} step{'s' * (change['sum'] != 1)}"
    count = f"{change['cells']} judgment{'s' * (change['cells'] != 1)}"
    low, high = change["bounds"]
    yield f"  {words}: {steps} in {count} (scale {low} to {high})"
    for edit in change["edits"][:MOST_EDITS]:
        source, target = edit["from"], edit["to"]
        yield (
            f"    {_name(answer, source[0])} = {_variant(answer, *source)} on {_name(answer, target[0])} ="
            f" {_variant(answer, *target)}: {edit['before']} becomes {edit['after']}"
        )
    if len(change["edits"]) > MOST_EDITS:
        yield f"    and {len(change['edits']) - MOST_EDITS} more"


def _way(answer: Mapping[str, Any], rule: str, way: Mapping[str, Any]) -> Iterator[str]:
    length = way["steps"] - way["back_to"]
    end = "it stays there" if length == 1 else f"then round a cycle of {length}"
    if way["steps"] == 1:
        yield f"By {rule} it stays."
        return
    yield f"By {rule} it runs on; {end}:"
    for state in way["states"][1 : MOST_STATES + 1]:
        yield f"  {_labels(answer, state)}"
    if way["steps"] > MOST_STATES + 1:
        yield f"  and {way['steps'] - MOST_STATES - 1:,} more"


def _robust(answer: Mapping[str, Any]) -> Iterator[str]:
    found = answer["robust"]
    low, high = found["bounds"]
    yield (
        f"If one judgment is off by one (scale {low} to {high}), {len(found['survivors'])} of"
        f" {len(found['scenarios'])} consistent scenarios survive whichever it is:"
    )
    for scenario in found["survivors"][:MOST_SHOWN]:
        yield f"  {_labels(answer, scenario)}"
    fragile = [each for each in found["scenarios"] if not each["survives"]]
    if fragile:
        yield "The others, with how many single changes would break each:"
    for each in fragile[:MOST_SHOWN]:
        yield f"  {_labels(answer, each['scenario'])}: {len(each['edits'])}"
    yield f"{len(found['newcomers'])} other scenarios would become consistent by some such change."
    for words in found["warnings"]:
        yield f"Note: {words}."


def _compared(answer: Mapping[str, Any]) -> Iterator[str]:
    found = answer["compared"]
    if found["same"]:
        yield f"The {found['solutions']:,} solutions of the other file are the same, scores and margins too."
        return
    for key, words in (("only_there", "only there"), ("only_here", "only here")):
        if found[key]:
            yield f"{len(found[key]):,} scenarios are {words}:"
        for scenario in found[key][:MOST_SHOWN]:
            yield f"  {_labels(answer, scenario)}"
    if found["other_numbers"]:
        yield f"{len(found['other_numbers']):,} have another margin or total impact score there."
