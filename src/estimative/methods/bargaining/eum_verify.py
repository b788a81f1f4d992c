"""Re-checks a run of the expected-utility model against the definition, for tests and for readers who doubt."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from estimative.methods.bargaining.eum_moves import Preset, preset_named
from estimative.methods.bargaining.eum_plain import PlainRound, plain_median, plain_offer, plain_round
from estimative.methods.bargaining.eum_result import EumResult, Offer, Round
from estimative.methods.bargaining.problem import Floats

CLOSE = 1e-7
"""How far a figure may be from what the definition gives; a position, as a share of the round's spread."""


def eum_faults(result: EumResult) -> tuple[str, ...]:
    """What is wrong with a run, in sentences; empty where it holds.

    Each round is worked out again from its positions by the plain form: exponents, all expected utilities, every offer,
    which offer each actor takes, where it goes; then median, mean, and whether the run had to stop where it did. Costs
    n³ for each round.

    >>> from estimative.methods.bargaining.eum import run_eum
    >>> eum_faults(run_eum([0, 5, 10], [1, 1, 2], [0.5, 0.5, 1], preset="PRINTED"))
    ()
    """
    found: list[str] = []
    for played in result.rounds:
        found += _round_faults(result, played)
    found += _path_faults(result)
    return tuple(found)


def offer_faults(result: EumResult, offer: Offer) -> tuple[str, ...]:
    """What is wrong with one offer said to be made in this run; empty where it holds.

    >>> from estimative.methods.bargaining.eum import run_eum
    >>> run = run_eum([0, 5, 10], [1, 1, 2], [0.5, 0.5, 1])
    >>> offer_faults(run, next(run.offers()))
    ()
    """
    if not 1 <= offer.round <= len(result.rounds):
        return (f"round {offer.round} was not played",)
    played = result.rounds[offer.round - 1]
    count = len(played.before)
    if not (0 <= offer.challenger < count and 0 <= offer.target < count):
        return (f"actors {offer.challenger} and {offer.target}: there are {count}, counted from 0",)
    again = plain_round(played.before, result.capability, result.salience, result.preset, result.q)
    return tuple(_offer_faults(offer, played.before, again, preset_named(result.preset)))


def _round_faults(result: EumResult, played: Round) -> Iterator[str]:
    again = plain_round(played.before, result.capability, result.salience, result.preset, result.q)
    where = f"round {played.number}"
    spread = float(np.ptp(played.before))
    for name, ours, theirs, unit in (
        ("before", played.before, result.positions[played.number - 1], spread),
        ("median", np.array(played.median), np.array(again.median), spread),
        ("risk exponents", played.exponent, again.exponent, 1.0),
        ("security", played.security, again.security, 1.0),
        ("expected", played.expected, again.expected, 1.0),
        ("against", played.against, again.against, 1.0),
        ("after", played.after, again.after, spread),
        ("after", played.after, result.positions[played.number], spread),
    ):
        if not np.allclose(ours, theirs, rtol=0, atol=CLOSE * unit):
            yield f"{where}: {name} is {ours.tolist()}, the definition gives {theirs.tolist()}"
    if tuple(played.takes.tolist()) != again.takes:
        yield f"{where}: takes is {played.takes.tolist()}, the definition gives {list(again.takes)}"
    preset = preset_named(result.preset)
    made = set()
    for offer in played.offers():
        made.add((offer.challenger, offer.target))
        yield from _offer_faults(offer, played.before, again, preset)
    count = len(played.before)
    for challenger, target in ((c, t) for c in range(count) for t in range(count) if (c, t) not in made):
        if plain_offer(played.before, again.expected, again.against, challenger, target, preset):
            yield f"{where}: the offer of {challenger} to {target} is missing"


def _offer_faults(offer: Offer, before: Floats, again: PlainRound, preset: Preset) -> Iterator[str]:
    where = f"round {offer.round}: the offer of {offer.challenger} to {offer.target}"
    due = plain_offer(before, again.expected, again.against, offer.challenger, offer.target, preset)
    if due is None:
        yield f"{where} is none by the definition"
        return
    if due.kind != offer.kind:
        yield f"{where} is called {offer.kind}, by the definition it is {due.kind}"
    if abs(due.position - offer.position) > CLOSE * float(np.ptp(before)):
        yield f"{where} proposes {offer.position}, by the definition {due.position}"
    for name, ours, theirs in (
        ("challenger", offer.challenger_expects, again.against[offer.target, offer.challenger]),
        ("target", offer.target_expects, again.expected[offer.target, offer.challenger]),
    ):
        if abs(ours - theirs) > CLOSE:
            yield f"{where}: the {name} expects {ours}, by the definition {theirs}"
    if offer.taken != (again.takes[offer.target] == offer.challenger):
        yield f"{where} is {'' if offer.taken else 'not '}taken, by the definition it is the other way"


def _path_faults(result: EumResult) -> Iterator[str]:
    weight = result.capability * result.salience
    whole = float(np.ptp(result.positions[0]))
    length = len(result.positions)
    for name, series, due in (
        ("median", result.median, [plain_median(row, weight) for row in result.positions]),
        ("mean", result.mean, [float(row @ weight / weight.sum()) for row in result.positions]),
    ):
        wanted = due + due[-1:] * (result.asked + 1 - length)
        if len(series) != len(wanted) or not np.allclose(series, wanted, rtol=1e-12, atol=CLOSE * whole):
            yield f"{name} is {list(series)}, the definition gives {wanted}"
    if length != len(result.rounds) + 1:
        yield f"there are {length} rows of positions for {len(result.rounds)} rounds"
    reached = {
        "agreed": np.ptp(result.positions[-1]) <= CLOSE * whole,
        "settled": length > 1 and bool(np.abs(result.positions[-1] - result.positions[-2]).max() <= CLOSE * whole),
        "rounds": len(result.rounds) == result.asked,
    }
    if not reached[result.stopped]:
        yield f"the run is said to have stopped since {result.stopped}, which it has not"
