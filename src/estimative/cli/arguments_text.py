"""Arguments by weight in the terminal: what each adds to the support, what it shares, and why some weigh nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from estimative.assessment.weights import NONE
from estimative.assessment.words import scenario_name
from estimative.cli.terminal import out_console, plain, say
from estimative.inquiry.arguments import SMALLEST, ArgumentWeight, Effect, largest
from estimative.inquiry.shapley import Share
from estimative.report.argument_words import zero_in_short
from estimative.report.charts.facts_arguments import followed
from estimative.report.facts import Assessment

BAR, SHORT_BAR = 12, 5
COLUMNS = 80
"""Columns of the terminal that a table is laid out for."""


def say_arguments(facts: Assessment) -> None:
    """Prints the arguments that move some support, the weightiest first, then the others with the reason."""
    if not facts.arguments:
        return
    rows, idle = [], []
    for name in facts.ranked_arguments():
        found = facts.arguments[name]
        moving = {method: by for method, by in found.effects.items() if largest({method: by}) > SMALLEST}
        rows += [(name, method, by) for method, by in moving.items()]
        if not moving:
            idle.append(name)
    if rows:
        out_console().print(_table(facts, rows))
    if idle:
        say("In this case nothing hangs on:")
    for name in idle:
        say(f"  - {plain(name)}: {plain(_why_zero(facts, facts.arguments[name]))}")
    say("")


def _table(facts: Assessment, rows: Sequence[tuple[str, str, Mapping[str, Effect]]]) -> Table:
    """Effects by scenario; the Shapley share in the one that is followed, and a bar, as far as there is room."""
    several = len(facts.methods) > 1
    keys = (*facts.scenarios, NONE)
    lead = followed(facts)
    heads = ["argument", "method" if several else "kind"]
    heads += [plain(key if key == NONE else scenario_name(facts.case, key)) for key in keys]
    cells = [
        [plain(name), method if several else facts.case.arguments[name].kind]
        + [signed_effect(by[key].effect) for key in keys]
        for name, method, by in rows
    ]
    title = "arguments by weight: what each adds to the support"
    if any(_opened(by) > SMALLEST for _, _, by in rows):
        title += "; open: what is undetermined without it"
        heads.append("open")
        for row, (_, _, by) in zip(cells, rows, strict=True):
            row.append(f"{_opened(by):.2f}" if _opened(by) > SMALLEST else "")
    shares = [_share(facts.arguments[name].shapley.get(method, {}).get(lead)) for name, method, _ in rows]
    caption = None
    if any(shares) and _width([*heads, "share"], [[*row, share] for row, share in zip(cells, shares, strict=True)]):
        caption = f"share: Shapley share in {plain(scenario_name(facts.case, lead))}; ~ from sampled orders"
        heads.append("share")
        cells = [[*row, share] for row, share in zip(cells, shares, strict=True)]
    reach = SHORT_BAR if several else BAR
    bars = ["█" * max(1, round(largest({method: by}) * reach)) for _, method, by in rows]
    if caption is None or _width([*heads, ""], [[*row, bar] for row, bar in zip(cells, bars, strict=True)]):
        heads.append("")
        cells = [[*row, bar] for row, bar in zip(cells, bars, strict=True)]
    table = Table(title=title, title_justify="left", caption=caption, caption_justify="left", box=SIMPLE_HEAD,
                  padding=(0, 1, 0, 0))  # fmt: skip
    for k, head in enumerate(heads):
        table.add_column(head, justify="right" if k > 1 and head else "left", no_wrap=k < 2, min_width=4 if head else 1)
    before = None
    for row, (name, _, _) in zip(cells, rows, strict=True):
        table.add_row(row[0] if name != before else "", *row[1:])
        before = name
    return table


def _width(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> bool:
    """Does a table of these columns fit the terminal that it is laid out for?"""
    widths = [max(len(head), *(len(row[k]) for row in cells)) for k, head in enumerate(heads)]
    return sum(widths) + 2 * len(widths) + 2 <= COLUMNS


def _share(share: Share | None) -> str:
    """A Shapley share; `~` where it comes from sampled orders."""
    if share is None:
        return ""
    return ("" if share.exact else "~") + signed_effect(share.value)


def _why_zero(facts: Assessment, found: ArgumentWeight) -> str:
    """Why an argument moves nothing, and whom it shares what it carries with."""
    if found.no_effect not in ("together", "stays"):
        return zero_in_short(found)
    words = f"without effect alone: {', '.join(found.redundant_with)} carry the same"
    if found.no_effect == "stays":
        return words
    method, key = max(
        ((method, key) for method, by in found.jointly.items() for key in by),
        key=lambda place: abs(found.jointly[place[0]][place[1]].effect),
    )
    whole = signed_effect(found.jointly[method][key].effect)
    return f"{words}; together they add {whole} to {scenario_name(facts.case, key)} ({method})"


def signed_effect(effect: float) -> str:
    """An effect with its sign; what two digits cannot show is +0.00 or -0.00, nothing at all is 0."""
    return "0" if abs(effect) <= SMALLEST else f"{effect:+.2f}"


def _opened(by: Mapping[str, Effect]) -> float:
    """What is undetermined without the argument, of the scenario of which most is."""
    return max((effect.without_undetermined for effect in by.values()), default=0.0)
