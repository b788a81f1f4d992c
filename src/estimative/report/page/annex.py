"""What the annex shows beside the facts themselves: figures of the run, reasons of a zero, who gains, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from estimative.assessment.winners import Ground
from estimative.assessment.words import actor_name
from estimative.case.models import Case
from estimative.case.paths import cites, judgments
from estimative.inquiry.arguments import SMALLEST, ArgumentWeight, Effects, largest
from estimative.inquiry.assumptions import AssumptionImpact
from estimative.report.argument_words import moves
from estimative.report.facts import Assessment
from estimative.report.links import run_row
from estimative.report.page.front import open_roles
from estimative.report.wording import WORDS_TO_TWELVE, deals_of, plain_number

GROUNDS: Mapping[Ground, str] = {
    "ended": "the states in which the play ends there",
    "equilibria": "the equilibria there, since the play never ends there",
    "feasible": "all possible states there, since the play never ends and nothing lasts there",
}


TRIED = "every one at the points of its grid; a pair also where what its parts do alone decides it"
CARRYING = "those that move some support of a method that forecasts, each within its own range; listed below"


@dataclass(frozen=True)
class Figure:
    """One figure of the run: the key of its row, what it is, its value, and how anybody can count or set it again."""

    key: str
    name: str
    value: str
    how: str

    @property
    def row(self) -> str:
        """The id of its row on the page."""
        return run_row(self.key)


def figures(facts: Assessment) -> tuple[Figure, ...]:
    """Every figure of the page that is neither a judgment of the case nor computed from one: counted, chosen, fixed."""
    case = facts.case
    uncited = sum(1 for path in judgments(case) if not cites(case, path))
    found = [
        Figure("digest", "version of the case", facts.digest, "SHA-256 of the case in canonical JSON"),
        Figure("file", "file", facts.file, "its lines are named beside every address below"),
        Figure("draws", "draws", f"{facts.draws:,}", "chosen: --draws"),
        Figure("seed", "seed", str(facts.seed), "chosen: --seed; the same seed gives the same bytes"),
        Figure("sampling", "sampling", facts.sampling, "chosen: --sampling; latin spreads the draws over every range"),
        Figure("concept", "stability", facts.concept, "settings: conflict, concept"),
        Figure("deals", "how many may agree on a move", str(facts.deals), "settings: conflict, deals; 1 is none"),
        Figure("judgments", "judgments", str(facts.judgment_count), "every row below with a value"),
        Figure("uncited", "judgments that cite no passage", str(uncited), "those of them without a passage"),
        Figure("methods", "methods that ran", str(len(facts.shown)), _methods(facts)),
        Figure("scenarios", "scenarios", str(len(facts.scenarios)), "counted in the case"),
        Figure("arguments", "arguments", str(len(facts.arguments)), _idle(facts)),
        Figure("assumptions", "assumptions", str(len(case.assumptions)), "counted in the case"),
        Figure(
            "overturns", "arguments and assumptions that decide who leads", str(len(facts.overturns())), "see below"
        ),
        Figure("flips", "judgments and pairs tried", f"{facts.flips.judgments:,} and {facts.flips.tried:,}", TRIED),
        Figure("roles", "roles that only one could be given", str(len(open_roles(case))), "options that grant a role"),
        Figure("signs", "signs to watch", str(len(case.indicators)), "counted in the case"),
        Figure(
            "gaps", "open gaps", str(sum(gap.status == "open" for gap in case.gaps.values())), "counted in the case"
        ),
        Figure("dissents", "dissents", str(len(case.dissents)), "counted in the case"),
    ]
    found += [
        Figure("bands", "bands of support", "0.1, 0.4, 0.6, 0.9", "fixed: what holds, what fails, and throughout"),
        Figure("effects", "scale of the author’s effects", "−2 to +2", "fixed by the format of cases"),
    ]
    carrying = str(len(facts.carrying)) if facts.carrying is not None else "not told"
    found.append(Figure("carrying", "judgments that carry the result", carrying, CARRYING))
    if facts.pool is not None:
        floors = ", ".join(plain_number(floor) for floor in facts.pool.by_floor)
        found.append(
            Figure("floors", "floors of the pool", floors, "fixed; one figure for each, to see what hangs on it")
        )
    if facts.gap is not None:
        text = f"{facts.gap.states:,} of {facts.gap.feasible:,}"
        found.append(Figure("gap", "states in no scenario", text, "every possible state, tried"))
    if facts.map is not None:
        text = f"{len(facts.map.states):,} of {facts.map.feasible:,}"
        found.append(Figure("states", "states on the map", text, "states that the play comes to, and equilibria"))
    if facts.what_if is not None:
        found.append(Figure("what-if", "what-if applied", facts.what_if, facts.what_if_because or "no reason is given"))
    return tuple(found)


def _methods(facts: Assessment) -> str:
    return f"{', '.join(facts.shown) or 'none'}; {facts.convergence.sentence}"


def _idle(facts: Assessment) -> str:
    idle = sum(1 for found in facts.arguments.values() if found.size <= SMALLEST)
    return f"{idle} of them move no support here"


def moved(found: ArgumentWeight | AssumptionImpact) -> Effects:
    """The effects by method of what is moved by it, alone or with others gone, forecasts first; one entry at the least.

    Where nothing moves, the first method that was asked stands for all.
    """
    everything = {**(found.effects or {}), **found.force}
    told = {
        method: by
        for method, by in everything.items()
        if (moves(found, method) if isinstance(found, ArgumentWeight) else largest({method: by}) > SMALLEST)
    }
    return told or dict(list(everything.items())[:1]) or {"": {}}


def grounds(facts: Assessment) -> dict[str, str]:
    """Over which states the gains in a scenario were taken, in words, by scenario."""
    found = {}
    for key, scenario in facts.scenarios.items():
        for outlook in scenario.outlooks.values():
            found[key] = GROUNDS[outlook.ground]
    return found


def affected(facts: Assessment) -> tuple[str, ...]:
    """The actors that some scenario means something for, computed or by the author, in the order of the case."""
    named = {
        actor
        for key, found in facts.scenarios.items()
        for actor in (*found.outlooks, *facts.case.scenarios[key].effects)
    }
    return tuple(name for name in facts.case.actors if name in named)


def deciders(case: Case) -> str:
    """The decision makers by name."""
    return ", ".join(actor_name(case, name) for name, actor in case.actors.items() if actor.options)


def deals_header(facts: Assessment) -> str:
    """How the column of plays with deals is headed."""
    return deals_of(max(2, facts.deals))


def ordered_wants(case: Case, actor: str) -> list[str]:
    """The ids of an actor's wants, the most important first, equals by id."""
    wants = case.actors[actor].wants
    return sorted(wants, key=lambda name: (wants[name].rank.value, name))


def in_words(count: int) -> str:
    """A small count in words."""
    return WORDS_TO_TWELVE[count] if count < len(WORDS_TO_TWELVE) else f"{count:,}"
