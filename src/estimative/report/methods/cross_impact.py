"""How cross-impact balances are shown: what hangs together, where starts end, the impacts, who drives whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from math import prod
from typing import Any

from estimative.assessment.cross_impact_facts import (
    AttractorFacts,
    ConsistentFacts,
    CrossImpactFacts,
    FactorFacts,
    StateFacts,
)
from estimative.assessment.words import scenario_name, state_in_words
from estimative.base.canonical import rounded
from estimative.case.models import Case
from estimative.report.methods.cross_impact_pictures import (
    NOTHING,
    factor_name,
    factor_path,
    grid_picture,
    matrix_picture,
    means,
    shown_in_grid,
    signed_impact,
    variant_in_words,
)
from estimative.report.methods.exhibits import Cell, Drawing, Exhibit, Table
from estimative.report.wording import counted, number, plain_number

MOST_SHOWN = 20
"""What a table shows of consistent pictures and attractors; the data have more."""
READ_SUCCESSION = (
    "From every state that the rules allow all factors jump at once to the variants that are pushed most, again and"
    " again, until they stay or go round. Shares count starts: no start is better than another, so no share says how"
    " often anything comes about."
)


def exhibits(case: Case, facts: CrossImpactFacts) -> tuple[Exhibit, ...]:
    """What hangs together first, then where starts end, the matrix, the system grid."""
    return (_consistent(case, facts), _attractors(case, facts), _matrix(case, facts), _grid(case, facts))


def _consistent(case: Case, facts: CrossImpactFacts) -> Exhibit:
    rows = tuple(
        (
            Cell(state_in_words(case, one.at.state)),
            _reading(case, one.at),
            Cell("–" if one.margin is None else plain_number(round(one.margin, 3))),
            Cell(plain_number(round(one.total, 3))),
            Cell(number(one.weight)),
            Cell(number(one.stays)),
        )
        for one in facts.consistent[:MOST_SHOWN]
    )
    columns = ("picture", "what it says", "margin", "total impact score", "share of starts", "share of draws")
    note = (
        "Margin: the least lead of a factor's variant over its best rival; 0 is a tie. Share of starts: how many starts"
        " end there. Share of draws: in how many draws it hangs together. Options that stand at no and drivers at their"
        f" first variant are not named.{_left(facts.consistent_count, len(rows), 'picture')}"
    )
    away, towards = (signed_impact(end) for end in case.settings.cross_impact.scale)
    read = (
        f"Variants of factors push on variants of others, from strongly away ({away}) to strongly towards ({towards})."
        " A picture of all factors hangs together where no factor stands at a variant that another of its own beats."
    )
    sentences = [read, *_consistent_sentences(case, facts)]
    return Exhibit("consistent", "What hangs together", tuple(sentences), Table(columns, rows, note) if rows else None)


def _consistent_sentences(case: Case, facts: CrossImpactFacts) -> Iterator[str]:
    held = [variant_in_words(case, name, one.held) for name, one in facts.factors.items() if one.held is not None]
    if held:
        yield f"Held as they are: {'; '.join(held)}."
    if not facts.consistent_count:
        yield "No picture hangs together: whatever starts ends going round."
        return
    hang = "hangs together" if facts.consistent_count == 1 else "hang together"
    all_ways = prod(len(one.variants) for one in facts.factors.values() if one.held is None)
    yield f"{counted(facts.consistent_count, 'picture').capitalize()} of {all_ways:,} {hang}."
    firm = max(facts.consistent, key=lambda one: (one.stays, one.weight))
    yield f"The firmest, in {number(firm.stays)} of the draws: {_told(case, firm)}."
    forbidden = sum(not one.at.allowed for one in facts.consistent)
    if forbidden:
        yield f"{counted(forbidden, 'of them', 'of them').capitalize()} a rule of the case forbids."


def _told(case: Case, one: ConsistentFacts) -> str:
    return f"{state_in_words(case, one.at.state)} ({_says(case, one.at)})"


def _attractors(case: Case, facts: CrossImpactFacts) -> Exhibit:
    shown = facts.attractors[:MOST_SHOWN]
    rows = tuple(
        (
            Cell(_round(case, one)),
            Cell("stays" if len(one.states) == 1 else f"goes round {counted(len(one.states), 'state')}"),
            Cell("; ".join(dict.fromkeys(_says(case, state) for state in one.states))),
            Cell(number(one.weight)),
        )
        for one in shown
    )
    note = (
        f"At the stated judgments, from {counted(facts.starts, 'start')}."
        f"{_left(facts.attractor_count, len(rows), 'end')}"
    )
    table = Table(("where starts end", "then", "what it says", "share of starts"), rows, note)
    sentences = [READ_SUCCESSION, *_attractor_sentences(case, facts)]
    return Exhibit("attractors", "Where starts end", tuple(sentences), table)


def _attractor_sentences(case: Case, facts: CrossImpactFacts) -> Iterator[str]:
    if facts.sampled is not None:
        yield (
            f"There are too many states to follow all of them under {facts.distinct:,} different sets of judgments: the"
            f" support rests on {facts.sampled:,} starts for each, picked by number."
        )
    if not facts.status_quo:
        yield "The status quo is no start: a rule, or what is held, excludes it."
    elif len(facts.status_quo) == 1:
        yield _way(case, facts)
    else:
        yield (
            f"The status quo leaves drivers open: {counted(len(facts.status_quo), 'start is', 'starts are')} followed."
        )
    if facts.from_now is not None:
        shares = ", ".join(f"{scenario_name(case, name)} {number(share)}" for name, share in facts.from_now.items())
        yield f"Over the draws the status quo alone runs into: {shares}."
    if facts.cycling > NOTHING:
        yield f"{number(facts.cycling)} of the starts end going round; each state of a round counts its share."
    against = sum(one.weight for one in facts.attractors if not all(state.allowed for state in one.states))
    if against > NOTHING:
        yield f"{number(against)} of the starts end where a rule forbids a state: there nothing can be told."


def _way(case: Case, facts: CrossImpactFacts) -> str:
    found = facts.status_quo[0]
    steps = len(found.way) - 1
    end = found.attractor
    if steps == 0 and len(end.states) == 1:
        return "The status quo stays as it is: nothing pushes it elsewhere."
    there = _round(case, end)
    after = f"in {counted(steps, 'step')} " if steps else "at once "
    kind = "ends in" if len(end.states) == 1 else "goes round between"
    says = "; ".join(dict.fromkeys(_says(case, state) for state in end.states))
    return f"The status quo {after}{kind}: {there} ({says})."


def _round(case: Case, one: AttractorFacts) -> str:
    shown = [state_in_words(case, state.state) for state in one.states[:6]]
    left = len(one.states) - len(shown)
    return " → ".join(shown) + (f" → {counted(left, 'more state')}" if left else "")


def _says(case: Case, state: StateFacts) -> str:
    if not state.allowed:
        return "against a rule"
    words = [scenario_name(case, name) for name in state.true]
    words += [f"{scenario_name(case, name)} open" for name in state.open]
    return ", ".join(words) or "nothing"


def _reading(case: Case, state: StateFacts) -> Cell:
    first = next((name for name in state.true if name in case.scenarios), None)
    return Cell(_says(case, state), f"scenarios/{first}" if first is not None and state.allowed else None)


def _left(count: int, shown: int, what: str) -> str:
    return f" {count - shown:,} more {what}{'s' if count - shown > 1 else ''} not shown." if count > shown else ""


def _matrix(case: Case, facts: CrossImpactFacts) -> Exhibit:
    ordered = sorted(facts.impacts, key=lambda one: -abs(one.value))
    rows = tuple(
        (
            Cell(variant_in_words(case, *_split(one.source))),
            Cell(variant_in_words(case, *_split(one.target))),
            Cell(signed_impact(one.value), one.path),
            Cell("–" if one.low == one.high else f"{signed_impact(one.low)} to {signed_impact(one.high)}"),
        )
        for one in ordered
    )
    shown = matrix_picture(case, facts)
    sentences = [
        f"{counted(len(rows), 'impact').capitalize()} {'is' if len(rows) == 1 else 'are'} judged; the rest is 0."
    ]
    if rows:
        pushed = sorted({one.target.partition("=")[0] for one in facts.impacts})
        unpushed = [factor_name(case, name) for name, one in facts.factors.items() if name not in pushed and one.moves]
        if unpushed:
            sentences.append(f"Nothing pushes on {', '.join(unpushed)}, so every start keeps its own.")
    if rows and shown is None:
        sentences.append("There are more variants than a picture can show; the table has every impact.")
    if any(one.path is None for one in facts.impacts):
        sentences.append("An impact that fell away takes the mean of the others in its row, and leads nowhere.")
    return Exhibit(
        "matrix",
        "What pushes on what",
        tuple(sentences),
        Table(("where this holds", "it pushes", "by", "range"), rows) if rows else None,
        shown,
        "The impacts as a matrix: what pushes down the side, what is pushed across the top." if shown else "",
    )


def _split(literal: str) -> tuple[str, str]:
    name, _, variant = literal.partition("=")
    return name, variant


def _grid(case: Case, facts: CrossImpactFacts) -> Exhibit:
    middle = means(facts)
    order = sorted(facts.factors, key=lambda name: (-facts.factors[name].active, name))
    rows = tuple(
        (
            Cell(factor_name(case, name), factor_path(name)),
            Cell(plain_number(round(facts.factors[name].active, 3)), _strongest(facts, name, "source")),
            Cell(plain_number(round(facts.factors[name].passive, 3)), _strongest(facts, name, "target")),
            Cell(_role(facts.factors[name], middle)),
            Cell(_moves(case, name, facts.factors[name])),
        )
        for name in order
    )
    shown = grid_picture(case, facts)
    sentences = ["Active is the sum of what a factor does to others, passive of what they do to it, signs left out."]
    for words, role in (("Drives", "drives"), ("Is driven", "is driven"), ("Does both", "drives and is driven")):
        names = [factor_name(case, name) for name in order if _role(facts.factors[name], middle) == role]
        if names:
            sentences.append(f"{words} more than the mean: {', '.join(names)}.")
    if shown and len(shown_in_grid(facts)) < len([row for row in rows if row[3].text != "no part"]):
        sentences.append("The picture has the strongest factors only.")
    note = f"The mean of either sum is {plain_number(round(middle, 2))}. Each sum leads to the largest impact in it."
    columns = ("factor", "active sum", "passive sum", "part", "in succession")
    return Exhibit(
        "grid",
        "Who drives and who is driven",
        tuple(sentences),
        Table(columns, rows, note) if rows else None,
        shown,
        "The system grid: factors by how strongly they push and are pushed." if shown else "",
    )


def _strongest(facts: CrossImpactFacts, factor: str, side: str) -> str | None:
    """The address of the largest impact on others, or of others, that a sum has."""
    found = [
        one
        for one in facts.impacts
        if getattr(one, side).partition("=")[0] == factor
        and one.source.partition("=")[0] != one.target.partition("=")[0]
        and one.path is not None
        and abs(one.value) > NOTHING
    ]
    return max(found, key=lambda one: abs(one.value)).path if found else None


def _role(one: FactorFacts, middle: float) -> str:
    if one.active + one.passive <= NOTHING:
        return "no part"
    strong = (one.active > middle, one.passive > middle)
    names: Mapping[tuple[bool, bool], str] = {
        (True, True): "drives and is driven",
        (True, False): "drives",
        (False, True): "is driven",
        (False, False): "stands apart",
    }
    return names[strong]


def _moves(case: Case, name: str, one: FactorFacts) -> str:
    if one.held is not None:
        return f"held: {variant_in_words(case, name, one.held).rpartition(': ')[2]}"
    return "moves" if one.moves and one.passive > NOTHING else "stays as it starts"


def data(facts: CrossImpactFacts) -> dict[str, Any]:
    """All facts as plain JSON values, numbers to nine significant digits."""
    found: dict[str, Any] = rounded(asdict(facts))
    return found


DRAWING = Drawing("cross-impact", exhibits, data)
