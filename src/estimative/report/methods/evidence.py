"""How the weighing of evidence is shown: the table, the two orders, what they hang on, and the outside view beside."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from estimative.assessment.evidence_facts import ClassFacts, EvidenceFacts, ItemFacts
from estimative.assessment.words import scenario_name
from estimative.base.canonical import rounded
from estimative.case.models import Case
from estimative.report.links import home
from estimative.report.methods.evidence_pictures import MOST_ITEMS, order_picture, table_picture
from estimative.report.methods.exhibits import Cell, Drawing, Exhibit, Table
from estimative.report.wording import MINUS, counted, number

MOST_SPREADS = 6
"""Of how many hypotheses the spread of priors is told in sentences; the data have all."""
KINDS_IN_WORDS = {"class": "reference class", "item": "item of evidence"}


def exhibits(case: Case, facts: EvidenceFacts) -> tuple[Exhibit, ...]:
    """The table first, then the orders, what a single item carries, the outside view, and passages that count twice."""
    found = [_table(case, facts), _orders(case, facts)]
    found += [_linchpins(case, facts)] if facts.linchpins else []
    found += [_outside(case, facts)]
    found += [_passages(facts)] if facts.shared or facts.same_passage else []
    return tuple(found)


def by_strength(facts: EvidenceFacts) -> list[str]:
    """The items, those that move the hypotheses furthest apart first, those that are left out last."""
    items = facts.items
    return sorted(items, key=lambda name: (items[name].left_out, -items[name].strength, name))


def _table(case: Case, facts: EvidenceFacts) -> Exhibit:
    order = by_strength(facts)
    names = list(facts.hypotheses)
    columns = ("item", "grade", "counts", *(scenario_name(case, name) for name in names), "diagnosticity", "strength")
    rows = tuple(
        (
            Cell(facts.items[name].text, f"evidence/{name}"),
            Cell(_grade(facts.items[name])),
            Cell("left out" if facts.items[name].left_out else number(facts.items[name].counts)),
            *(_rated(case, name, facts.items[name], hypothesis) for hypothesis in names),
            Cell(f"{facts.items[name].diagnosticity:.2f}"),
            Cell(f"{_factor(facts.items[name].strength)} : 1"),
        )
        for name in order
    )
    note = (
        "Counts: grade × relevance, shared among items that repeat each other. Diagnosticity: the standard deviation of"
        " the ratings. Strength: by how much the item favours the hypothesis it fits best over the one it fits worst,"
        f" as a ratio; one item may reach {facts.item_cap:g} : 1."
    )
    shown = table_picture(case, facts, order)
    more = len([name for name in order if not facts.items[name].left_out]) - MOST_ITEMS
    sentences = [
        "Each item is rated against every hypothesis, from CC (fits very well) to II (does not fit at all).",
        "Ratings are relative: an item rated alike for all says nothing.",
        *_telling(facts, order),
        *_cautions(facts),
        *(
            [f"The picture leaves out the {counted(more, 'weakest item', 'weakest items')}."]
            if shown and more > 0
            else []
        ),
    ]
    return Exhibit(
        "table",
        "The evidence, item by item",
        tuple(sentences),
        Table(columns, rows, note),
        shown,
        "The evidence table: ratings, and what each item adds for or against each hypothesis.",
    )


def _telling(facts: EvidenceFacts, order: list[str]) -> Iterator[str]:
    taking = [name for name in order if not facts.items[name].left_out]
    silent = [name for name in taking if facts.items[name].strength < 1e-9]
    if len(silent) != len(taking):
        strongest = facts.items[taking[0]]
        yield f"The most telling item: {strongest.text} ({_factor(strongest.strength)} : 1)."
    if silent:
        yield f"{counted(len(silent), 'item').capitalize()} of {len(taking)} tell the hypotheses apart not at all."
    for group, members in facts.groups.items():
        if len(members) > 1:
            together = sum(facts.items[name].counts for name in members)
            yield (
                f"{counted(len(members), 'item').capitalize()} of the group {group} count as one: together"
                f" {number(together)}."
            )


def _cautions(facts: EvidenceFacts) -> Iterator[str]:
    unjudged = [name for name, item in facts.items.items() if not item.judged]
    if unjudged:
        yield (
            f"{counted(len(unjudged), 'item').capitalize()} graded F or 6 cannot be judged: drawn over all grades"
            f" ({', '.join(unjudged)})."
        )
    disputed = [name for name, item in facts.items.items() if item.disputed]
    if disputed:
        yield f"Disputed: {', '.join(disputed)}."
    retracted = [name for name, item in facts.items.items() if item.retracted]
    if retracted:
        yield f"Retracted, shown and not counted: {', '.join(retracted)}."


def _orders(case: Case, facts: EvidenceFacts) -> Exhibit:
    rows = tuple(
        (
            Cell(scenario_name(case, name), home(case, name)),
            Cell(f"{one.inconsistency:.2f}"),
            Cell(str(one.rank)),
            Cell(f"{one.plain:.2f}"),
            Cell(str(one.plain_rank)),
            Cell(number(one.prior)),
            Cell(number(one.posterior)),
            Cell(str(one.posterior_rank)),
            Cell(number(one.support)),
        )
        for name, one in sorted(facts.hypotheses.items(), key=lambda pair: pair[1].rank)
    )
    columns = (
        "hypothesis", "inconsistency", "rank", "unweighted", "rank", "prior", "posterior", "rank", "mean over draws",
    )  # fmt: skip
    return Exhibit(
        "orders",
        "Least inconsistent, and the posterior from the same ratings",
        tuple(_order_sentences(case, facts)),
        Table(columns, rows, "All but the last column at the stated judgments. Rank 1 is best; ties share a rank."),
        order_picture(case, facts),
        "Inconsistency and posterior of each hypothesis, side by side.",
    )


def _order_sentences(case: Case, facts: EvidenceFacts) -> Iterator[str]:
    yield (
        "Analysis of competing hypotheses looks for what the evidence speaks against least. The posterior takes the"
        " same ratings as likelihood ratios and counts what speaks for a hypothesis as well."
    )
    first = [scenario_name(case, name) for name, one in facts.hypotheses.items() if one.rank == 1]
    yield f"Least inconsistent: {' and '.join(first)}."
    for one, other in facts.disagreements:
        yield (
            f"The two disagree: inconsistency puts {scenario_name(case, one)} before {scenario_name(case, other)}, the"
            " posterior the other way round."
        )
    yield from (
        f"{text[0].upper()}{text[1:]}." for text in facts.warnings if text.startswith(("nothing is", "ratings", "sc"))
    )
    taking = [item for item in facts.items.values() if not item.left_out]
    unrated = [name for name in facts.hypotheses if all(item.ratings[name] == "N/A" for item in taking)]
    if taking and unrated:
        words = " and ".join(scenario_name(case, name) for name in unrated)
        yield f"No item is rated against {words}, so that none can be inconsistent with it."
    if facts.total_capped:
        behind = ", ".join(scenario_name(case, name) for name in facts.total_capped)
        yield f"Together the items favour one over another {facts.total_cap:g} : 1 at most; that binds for {behind}."
    if facts.gap is None:
        yield "There are too many states to look for a gap between the scenarios; none of these takes part anyway."
    if facts.overlap:
        yield "The scenarios may overlap; evidence is weighed as if only one of them could come true."


def _linchpins(case: Case, facts: EvidenceFacts) -> Exhibit:
    names = list(facts.hypotheses)
    rows = tuple(
        (
            Cell(
                facts.items[one.name].text if one.kind == "item" else f"the whole group {one.name}",
                f"evidence/{one.name}" if one.kind == "item" else None,
            ),
            Cell(_changed(one.ach_changes)),
            Cell(_changed(one.posterior_changes)),
            Cell("yes" if one.leader_changes else "no"),
            *(Cell(number(one.posterior[name])) for name in names),
        )
        for one in facts.linchpins
    )
    leading = [one for one in facts.linchpins if one.leader_changes]
    kinds = counted(len(facts.linchpins), "item or group", "items and groups")
    sentences = [
        f"Without any one of {kinds} an order would be another"
        + (
            f"; for {counted(len(leading), 'of them', 'of them')} another hypothesis would stand first."
            if leading
            else "."
        )
    ]
    columns = (
        "without", "order by inconsistency", "order by posterior", "another first",
        *(f"posterior of {scenario_name(case, name)}" for name in names),
    )  # fmt: skip
    return Exhibit("linchpins", "What the orders hang on", tuple(sentences), Table(columns, rows))


def _changed(changes: bool) -> str:
    return "changes" if changes else "stays"


def _outside(case: Case, facts: EvidenceFacts) -> Exhibit:
    rows = tuple(
        (
            Cell(one.text, f"reference_classes/{name}"),
            Cell("by scenario" if one.happened is None else f"{one.happened} of {one.of}"),
            Cell("; ".join(_rate(case, one))),
            Cell("–" if one.alike is None else f"{number(one.alike)} ({one.compared} compared)"),
            Cell(" and ".join(_doubts(one)) or "–"),
        )
        for name, one in facts.classes.items()
    )
    columns = ("kind of thing", "came true", "rate (5 to 95 %)", "weighted by likeness", "doubts")
    table = Table(columns, rows, "Rate: (h + ½) / (n + 1).") if rows else None
    return Exhibit("outside", "The outside view", tuple(_outside_sentences(case, facts)), table)


def _outside_sentences(case: Case, facts: EvidenceFacts) -> Iterator[str]:
    if not facts.classes:
        yield "The case has no reference class: how often such things came true before is not said."
    elif facts.prior_from == "classes":
        shares = _shares(case, facts.class_prior or {})
        yield f"The classes make the prior, by `settings.evidence.prior`: {shares}."
    else:
        yield "The classes stand beside and make no prior; `settings.evidence.prior: classes` would make them one."
    if facts.classes and not facts.class_fits:
        yield f"Their rates sum to {facts.class_total:.2f} and do not fit together: they were brought to 1."
    if facts.prior_from == "equal":
        yield "The prior is equal for all hypotheses."
    by_class = [one for one in facts.spread if one.source == "classes"]
    if by_class and facts.prior_from == "equal":
        yield f"With the prior of the classes the posterior would be {_shares(case, by_class[0].posterior)}."
    for name in list(facts.hypotheses)[:MOST_SPREADS]:
        found = [one for one in facts.spread if one.source == "hypothesis" and one.hypothesis == name]
        pairs = ", ".join(f"{one.at:g} gives {number(one.posterior[name])}" for one in found)
        yield f"The posterior of {scenario_name(case, name)} for a spread of priors: {pairs}."


def _rate(case: Case, one: ClassFacts) -> Iterator[str]:
    for name, (mean, low, high) in one.rates.items():
        yield f"{scenario_name(case, name)} {number(mean)} ({number(low)} to {number(high)})"
    if not one.rates and one.rate is not None:
        mean, low, high = one.rate
        yield f"{number(mean)} ({number(low)} to {number(high)}), of no scenario here"


def _doubts(one: ClassFacts) -> list[str]:
    return ["the author of the brief chose it"] * one.by_author + ["fewer than ten members"] * one.small


def _passages(facts: EvidenceFacts) -> Exhibit:
    rows = [
        (Cell(one.passage, f"sources/{one.passage.replace('#', '/passages/')}"), Cell(_feeding(one.kinds)))
        for one in facts.shared
    ]
    rows += [
        (
            Cell(passage, f"sources/{passage.replace('#', '/passages/')}"),
            Cell(f"items that are not held to repeat each other: {', '.join(names)}"),
        )
        for passage, names in facts.same_passage
    ]
    sentences = (
        f"{counted(len(rows), 'passage').capitalize()} behind an item of evidence also stand behind other judgments.",
        "What such a passage says counts once for each: methods that agree because of it do not confirm each other.",
    )
    return Exhibit(
        "passages", "Passages that count more than once", sentences, Table(("passage", "feeds"), tuple(rows))
    )


def _feeding(kinds: Mapping[str, tuple[str, ...]]) -> str:
    return ", ".join(counted(len(paths), KINDS_IN_WORDS.get(kind, kind), _many(kind)) for kind, paths in kinds.items())


def _many(kind: str) -> str:
    return {"class": "reference classes", "item": "items of evidence"}.get(kind, "")


def _rated(case: Case, name: str, item: ItemFacts, hypothesis: str) -> Cell:
    words = item.ratings[hypothesis]
    if hypothesis in item.ranges:
        words = f"{words} ({' to '.join(item.ranges[hypothesis])})"
    logs = item.log_ratios[hypothesis]
    sign = f"{MINUS if logs < 0 else '+'}{abs(logs):.2f}" if abs(logs) >= 0.005 else "0"
    rated = hypothesis in case.evidence[name].ratings
    return Cell(f"{words}, {sign}", f"evidence/{name}/ratings/{hypothesis}" if rated else None)


def _grade(item: ItemFacts) -> str:
    words = [item.reliability or "none"]
    words += [f"relevance {number(item.relevance)}"] if item.relevance < 1 else []
    words += [f"group {item.group}"] if item.group else []
    words += ["disputed"] if item.disputed else []
    words += ["retracted"] if item.retracted else []
    return ", ".join(words)


def _factor(log: float) -> str:
    return f"{math.exp(log):.3g}"


def _shares(case: Case, found: Mapping[str, float]) -> str:
    return ", ".join(f"{scenario_name(case, name)} {number(value)}" for name, value in found.items())


def data(facts: EvidenceFacts) -> dict[str, Any]:
    """All facts as plain JSON values."""
    found: dict[str, Any] = rounded(asdict(facts))
    return found


DRAWING = Drawing("evidence", exhibits, data)
