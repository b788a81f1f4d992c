"""How bargaining is shown: positions with the round path, all forecasts side by side, levers, pressure, deals.

The compromise is the forecast on record. Where the expected-utility model or an exchange is shown, it is to see who
pushes whom and who could trade what; the table of forecasts is never left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from estimative.assessment.bargaining_facts import ActorStand, BargainingFacts, IssueFacts, Stated
from estimative.assessment.words import actor_name, scenario_name
from estimative.base.canonical import rounded
from estimative.case.models import Case
from estimative.methods.bargaining.record import RECORD
from estimative.report.links import home
from estimative.report.methods.bargaining_pictures import MOST_ACTORS, percent, place, positions_picture
from estimative.report.methods.exhibits import Cell, Drawing, Exhibit, Table
from estimative.report.wording import MINUS, counted, number, plain_number

MOST_MOVES = 24
MOST_DEALS = 12
"""What a table shows of moves and deals; the data have all."""

ACCOUNTS = {
    "compromise": "the compromise, the mean of the positions by capability × salience",
    "median": "the weighted median",
    "nash": "the Nash bargaining solution",
    "eum": "the expected-utility model",
    "exchange": "an exchange over all issues",
}
FORECASTS = {
    "constant_middle": "middle of the scale",
    "status_quo": "status quo",
    "plain_mean": "plain mean",
    "weighted_mean": "weighted mean (the compromise)",
    "weighted_median": "weighted median",
    "eum_equations_mean": "expected-utility model, EQUATIONS, mean",
    "eum_equations_median": "expected-utility model, EQUATIONS, median",
    "eum_printed_mean": "expected-utility model, PRINTED, mean",
    "eum_printed_median": "expected-utility model, PRINTED, median",
    "exchange": "exchange",
    "capability_weighted_mean": "mean by capability alone",
    "salience_weighted_mean": "mean by salience alone",
    "plain_median": "plain median",
}
YARDSTICKS = ("constant_middle", "status_quo")
"""What a forecast is measured by, and none itself."""


def exhibits(case: Case, facts: BargainingFacts) -> tuple[Exhibit, ...]:
    """Per issue where it settles, every forecast, what moves it and who pushes whom; then deals and scenarios."""
    found = []
    for issue in facts.issues:
        found.append(_settling(case, facts, issue))
        if issue.baselines:
            found += [_forecasts(case, issue), _levers(case, issue)]
        if issue.eum:
            found.append(_pressure(case, issue))
    found += [_deals(case, facts)] if facts.deals else []
    return (*found, _scenarios(case, facts))


def issue_name(issue: IssueFacts) -> str:
    """What an issue is called: its words, or its id in words."""
    return issue.text or issue.id.replace("-", " ")


def _settling(case: Case, facts: BargainingFacts, issue: IssueFacts) -> Exhibit:
    rows = tuple(
        (
            Cell(actor_name(case, one.actor), f"actors/{one.actor}" if one.actor in case.actors else None),
            _stated(one.at),
            _stated(one.salience),
            _stated(one.capability),
            Cell(percent(one.weight)),
        )
        for one in sorted(issue.actors, key=lambda one: (-one.at.value, one.actor))
    )
    note = "Each judgment with its range. Weight: its share of all capability × salience."
    note += f" The unit: {issue.unit}." if issue.unit else ""
    picture = positions_picture(case, issue)
    sentences = list(_settling_sentences(facts, issue))
    left = len(issue.actors) - MOST_ACTORS
    if picture and left > 0:
        sentences.append(f"The picture leaves out the {counted(left, 'actor')} of least weight.")
    return Exhibit(
        f"positions-{issue.id}",
        f"Where it settles: {issue_name(issue)}",
        (*sentences, *issue.notes),
        Table(("actor", "position", "salience", "capability", "weight"), rows, note),
        picture,
        "Actors on the scale, where the issue settles, and the path of the rounds." if picture else "",
    )


def _settling_sentences(facts: BargainingFacts, issue: IssueFacts) -> Iterator[str]:
    if issue.outcome is None:
        return
    span = issue.high - issue.low
    here = next((band for band in issue.bands if band.stated and band.at is not None), None)
    behind = f", which is {here.text}" if here and here.text else ""
    yield f"By {ACCOUNTS[facts.forecast]}, it settles at {place(issue.outcome, span)}{behind}."
    if issue.quantiles is not None:
        low, high = place(issue.quantiles[0], span), place(issue.quantiles[-1], span)
        spread = f"at {low}" if low == high else f"between {low} and {high}"
        yield f"Over the ranges of the judgments it settles {spread} in nine of ten draws."
    if issue.settled < 1:
        yield f"In {percent(1 - issue.settled)} of the draws nobody has any weight, and it settles nowhere."
    touched = [band for band in issue.bands if band.share > 0]
    if len(touched) > 1:
        shares = "; ".join(f"{_band(band.at, band.text, span)} in {percent(band.share)}" for band in touched)
        yield f"It falls on or behind these marks: {shares} of the draws."
    if any(band.share > 0 and band.open for band in issue.bands):
        yield "Part of where it falls is marked open: there the outcome says nothing of the scenarios."


def _band(at: float | None, text: str, span: float) -> str:
    if at is None:
        return "before the first mark"
    return text or place(at, span)


def _stated(judgment: Stated) -> Cell:
    value = plain_number(round(judgment.value, 6))
    if judgment.low != judgment.high:
        value += f" ({plain_number(round(judgment.low, 6))} to {plain_number(round(judgment.high, 6))})"
    return Cell(value if judgment.path else f"{value}, taken for granted", judgment.path)


def _forecasts(case: Case, issue: IssueFacts) -> Exhibit:
    span = issue.high - issue.low
    rows = tuple(
        (
            Cell(words),
            Cell("–" if value is None else place(value, span), _source(case, issue, name)),
            Cell("–" if value is None or issue.outcome is None else _apart(value - issue.outcome, span)),
        )
        for name, words in FORECASTS.items()
        for value in (issue.baselines.get(name),)
    )
    said = [value for name, value in issue.baselines.items() if value is not None and name not in YARDSTICKS]
    ends = f"from {plain_number(issue.low)} to {plain_number(issue.high)}"
    sentences = [
        f"The accounts lie from {place(min(said), span)} to {place(max(said), span)} on a scale {ends}.",
        RECORD.track_record,
    ]
    if issue.nash is not None:
        also = (
            f"; from where things stand it is {place(issue.nash_from_now, span)}"
            if issue.nash_from_now is not None
            else ""
        )
        sentences.append(
            f"Nash bargaining, with breakdown worse than any outcome, gives {place(issue.nash, span)}{also}."
        )
    note = "All at the stated judgments; those of the expected-utility model after its last round."
    return Exhibit(
        f"forecasts-{issue.id}",
        f"Every forecast side by side: {issue_name(issue)}",
        tuple(sentences),
        Table(("account", "settles at", "from the forecast"), rows, note),
    )


def _source(case: Case, issue: IssueFacts, name: str) -> str | None:
    return f"issues/{issue.id}" if name == "status_quo" and issue.now is not None and issue.id in case.issues else None


def _levers(case: Case, issue: IssueFacts) -> Exhibit:
    span = issue.high - issue.low
    tenth = span / 10
    ranked = sorted(issue.actors, key=lambda one: (-max(_pulls(one, tenth)), one.actor))
    rows = tuple(
        (
            Cell(actor_name(case, one.actor), one.at.path),
            Cell(_apart(one.weight * tenth, span)),
            Cell(_apart(one.per_salience / 10, span), one.salience.path),
            Cell(_apart(one.per_capability * one.capability.value / 10, span), one.capability.path),
        )
        for one in ranked
    )
    first = max(issue.actors, key=lambda one: (one.weight, one.actor))
    named = actor_name(case, first.actor)
    sentences = [f"Most hangs on where {named} stands: the compromise follows {percent(first.weight)} of its way."]
    carer = max(issue.actors, key=lambda one: (abs(one.per_salience), one.actor))
    if abs(carer.per_salience) > 1e-9 * span:
        sentences.append(
            f"Of all who might come to care more it would matter most for {actor_name(case, carer.actor)}: 0.1 more of"
            f" salience shifts the compromise by {_apart(carer.per_salience / 10, span)}."
        )
    columns = ("actor", "if it moves a tenth of the scale up", "if its salience grows by 0.1",
               "if its capability grows by a tenth")  # fmt: skip
    note = "By how much the compromise shifts, at the stated judgments, from its exact derivatives."
    return Exhibit(
        f"levers-{issue.id}",
        f"What would move it: {issue_name(issue)}",
        tuple(sentences),
        Table(columns, rows, note),
    )


def _pulls(one: ActorStand, tenth: float) -> tuple[float, float, float]:
    return one.weight * tenth, abs(one.per_salience) / 10, abs(one.per_capability * one.capability.value) / 10


def _pressure(case: Case, issue: IssueFacts) -> Exhibit:
    span = issue.high - issue.low
    moves = [(run.preset, move) for run in issue.eum.values() for move in run.moves]
    rows = tuple(
        (
            Cell(preset),
            Cell(str(move.round)),
            Cell(actor_name(case, move.challenger)),
            Cell(actor_name(case, move.target)),
            Cell(move.kind),
            Cell(place(move.start, span)),
            Cell(place(move.end, span)),
        )
        for preset, move in moves[:MOST_MOVES]
    )
    columns = ("reading", "round", "pushes", "moves", "how", "from", "to")
    left = len(moves) - len(rows)
    note = "Only offers that are followed. " + (f"{left:,} more moves are in the data." if left else "")
    return Exhibit(
        f"pressure-{issue.id}",
        f"Who pushes whom: {issue_name(issue)}",
        tuple(_pressure_sentences(case, issue)),
        Table(columns, rows, note.strip()) if rows else None,
    )


def _pressure_sentences(case: Case, issue: IssueFacts) -> Iterator[str]:
    span = issue.high - issue.low
    yield (
        "The expected-utility model lets every pair compare a challenge with leaving the other alone; who is pushed"
        " moves. It shows pressure and is no better forecast than the compromise."
    )
    for run in issue.eum.values():
        pushed: dict[str, int] = {}
        for move in run.moves:
            pushed[move.challenger] = pushed.get(move.challenger, 0) + 1
        most = sorted(pushed, key=lambda name: (-pushed[name], name))[:2]
        who = " and ".join(f"{actor_name(case, name)} ({pushed[name]})" for name in most)
        by = f"; most moves are made for {who}" if most else "; nobody moves"
        yield (
            f"{run.preset}: in {counted(len(run.median) - 1, 'round')} the median goes from"
            f" {place(run.median[0], span)} to {place(run.median[-1], span)}, the mean from {place(run.mean[0], span)}"
            f" to {place(run.mean[-1], span)}{by}."
        )
    if issue.sweep:
        medians = [point.median for point in issue.sweep]
        means = [point.mean for point in issue.sweep]
        yield (
            f"Over both readings, and Q (how firmly who is left alone stays) from {min(p.q for p in issue.sweep):g} to"
            f" {max(p.q for p in issue.sweep):g}, the median ends anywhere from {place(min(medians), span)} to"
            f" {place(max(medians), span)}, the mean from {place(min(means), span)} to {place(max(means), span)}."
        )


def _deals(case: Case, facts: BargainingFacts) -> Exhibit:
    names = {issue.id: issue_name(issue) for issue in facts.issues}
    rows = []
    for deal in facts.deals[:MOST_DEALS]:
        harmed = [actor for actor, effect in deal.externalities.items() if effect < 0]
        helped = [actor for actor, effect in deal.externalities.items() if effect > 0]
        rows.append(
            (
                *(
                    Cell(
                        f"{actor_name(case, half.giver)} to {actor_name(case, half.taker)} on {names[half.issue]}:"
                        f" outcome {place(half.outcome[0], 100)} to {place(half.outcome[1], 100)}"
                    )
                    for half in (deal.first, deal.second)
                ),
                Cell(f"{deal.gain:.2f}"),
                Cell(", ".join(actor_name(case, actor) for actor in helped) or "nobody"),
                Cell(", ".join(actor_name(case, actor) for actor in harmed) or "nobody"),
            )
        )
    left = len(facts.deals) - len(rows)
    note = "Outcomes on scales from 0 to 100; the gain, alike for both, is in salience × points."
    note += f" {left:,} more deals are in the data." if left else ""
    first = facts.deals[0]
    pair = " and ".join(actor_name(case, half.giver) for half in (first.first, first.second))
    sentences = (
        "Two actors gain if each gives way on the issue that it cares about less. Whoever stands by pays or profits.",
        f"{counted(len(facts.deals), 'deal').capitalize()} would be made, the first between {pair}.",
    )
    columns = ("gives way", "in return gives way", "gain of each", "third actors who gain", "who lose")
    return Exhibit("deals", "What could be traded", sentences, Table(columns, tuple(rows), note))


def _scenarios(case: Case, facts: BargainingFacts) -> Exhibit:
    rows = tuple(
        (
            Cell(scenario_name(case, name), home(case, name)),
            Cell(number(one.support)),
            Cell(number(one.with_undetermined)),
        )
        for name, one in facts.scenarios.items()
    )
    sentences = ["The outcomes of one draw are read together: whatever they make true or false of a scenario counts."]
    if any(one.with_undetermined - one.support > 1e-9 for one in facts.scenarios.values()):
        sentences.append("What they leave open is between the two columns.")
    if facts.contradicted > 0:
        sentences.append(
            f"In {percent(facts.contradicted)} of the draws no feasible state agrees with all outcomes together."
        )
    table = Table(("scenario", "support", "with what stays open"), rows)
    return Exhibit("scenarios", "What that makes of the scenarios", (*sentences, *facts.notes), table)


def _apart(difference: float, span: float) -> str:
    """A difference on the scale with its sign."""
    size = place(abs(difference), span)
    if not size.strip("0.,"):
        return size
    return f"{'+' if difference > 0 else MINUS}{size}"


def data(facts: BargainingFacts) -> dict[str, Any]:
    """All facts as plain JSON values."""
    found: dict[str, Any] = rounded(asdict(facts))
    return found


DRAWING = Drawing("bargaining", exhibits, data)
