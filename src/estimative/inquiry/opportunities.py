"""Who could do what about a scenario: for an actor and a wished scenario, what moves its support and by how much.

First what the actor can do by itself, then what others could, with the strongest road by which the actor reaches them.
Each is run as a changed case, on the same draws: a finite difference. What comes out is where the judgments lead, not
how likely anything is: costs count in wants alone, and nothing says that the others leave theirs as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from estimative.assessment.influence_model import influence_model
from estimative.assessment.run import Ensemble, MethodRun, leader_of_most, run_methods
from estimative.base.errors import EstimativeError, ProblemsError, UsageError, nearest
from estimative.base.progress import tracked
from estimative.case.longform import patched
from estimative.case.models import Case
from estimative.inquiry.opportunity_changes import OFFER, Kind, Move, distinct, moves_of_others, offer_patch, own_moves
from estimative.inquiry.rivals import threshold_ranks
from estimative.inquiry.stress import Moves, moves_between
from estimative.inquiry.stress_changes import read_by
from estimative.methods.influence.roads import Road, roads

Direction = Literal["helps", "mixed", "nothing", "harms"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
TINY = 1e-9
MOST = 400
"""So many changes are tried, those of the actor first."""


@dataclass(frozen=True)
class Opportunity:
    """One thing that somebody could do about the wish, and what it moves.

    `change` is a merge patch that can be kept, None where nothing can be. `supports` and `force` are as in `Stress`;
    `before`, `after` what leads in most of the methods that see it (`methods`). `serves` and `costs` are addresses of
    wants that it brings about or ends at once, all else as now. `settles`: where the compromise settles the issue, at
    the stated values. Of an offer: `by_rank` has the wish's mean support by the rank that it has among the other's
    wants, `rank` the one that `change` and the figures are for, `threshold` the largest at which the wish leads, None
    where it does at none or leads anyway. `road` is the strongest by which the actor reaches whoever would do it.
    """

    id: str
    kind: Kind
    actor: str
    path: str
    words: str
    wish: str
    change: Mapping[str, Any] | None
    methods: tuple[str, ...] = ()
    supports: Moves = field(default_factory=dict)
    force: Moves = field(default_factory=dict)
    before: str | None = None
    after: str | None = None
    overall: tuple[str | None, str | None] = (None, None)
    serves: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    settles: tuple[float, float] | None = None
    to: str | None = None
    rank: float | None = None
    threshold: float | None = None
    by_rank: Mapping[float, float] = field(default_factory=dict)
    road: Road | None = None
    cites: tuple[str, ...] = ()
    not_computed: str | None = None

    @property
    def gains(self) -> Mapping[str, float]:
        """How far the support of the wish moves, by method, where it does."""
        found = {method: by[self.wish].by for method, by in self.supports.items()}
        return {method: by for method, by in found.items() if abs(by) > TINY}

    @property
    def best(self) -> float:
        """The greatest gain in any method, 0 where there is none."""
        return max((0.0, *self.gains.values()))

    @property
    def worst(self) -> float:
        """The greatest loss in any method, as a number below 0, 0 where there is none."""
        return min((0.0, *self.gains.values()))

    @property
    def on_force(self) -> float:
        """The greatest movement of a figure on the wish in a method that does not forecast, with its sign."""
        return max((by[self.wish].by for by in self.force.values()), key=abs, default=0.0)

    @property
    def direction(self) -> Direction:
        """Does it help the wish: in some method and against it in none, in some and against it in others?

        Where no support moves, a figure of a method that does not forecast decides.
        """
        if self.gains:
            return "mixed" if self.best > 0 > self.worst else "helps" if self.best > 0 else "harms"
        if abs(self.on_force) > TINY:
            return "helps" if self.on_force > 0 else "harms"
        return "nothing"


@dataclass(frozen=True)
class Opportunities:
    """What `actor` and others could do about `wish`, each list best first.

    `supports` and `force` are the wish's figures as the case stands, by method; `undetermined` what is then open.
    `left_out` is how many more changes there were than are tried.
    """

    actor: str
    wish: str
    supports: Mapping[str, float]
    undetermined: Mapping[str, float]
    force: Mapping[str, float]
    leads: str | None
    own: tuple[Opportunity, ...]
    others: tuple[Opportunity, ...]
    left_out: int = 0

    @property
    def all(self) -> tuple[Opportunity, ...]:
        """The actor's own, then the others'."""
        return (*self.own, *self.others)


def opportunities(
    case: Case, runs: Mapping[str, MethodRun], ensemble: Ensemble, actor: str, wish: str
) -> Opportunities:
    """What could `actor` do so that `wish` gets more support, and what could others? `runs` are of the case itself.

    Raises UsageError for an actor or a scenario that the case does not have, or where no method ran.
    """
    _known(case, runs, actor, wish)
    asked = distinct([*own_moves(case, actor, wish), *moves_of_others(case, actor)])
    ways = _roads(case, actor)
    quiet = ensemble.quietly()
    trying = _Trying(case, runs, quiet, wish)
    found = [
        trying.of(move, ways.get(move.actor)) for move in tracked(asked[:MOST], ensemble.progress, "opportunities")
    ]
    ranked = sorted(found, key=_order(actor))
    return Opportunities(
        actor,
        wish,
        {method: run.supports[wish].mean for method, run in runs.items() if run.forecasts},
        {method: run.supports[wish].undetermined for method, run in runs.items() if run.forecasts},
        {method: run.supports[wish].mean for method, run in runs.items() if not run.forecasts},
        leader_of_most(runs),
        tuple(one for one in ranked if one.actor == actor),
        tuple(one for one in ranked if one.actor != actor),
        max(0, len(asked) - MOST),
    )


def _known(case: Case, runs: Mapping[str, MethodRun], actor: str, wish: str) -> None:
    if actor not in case.actors:
        raise UsageError(f"the case has no actor `{actor}`{nearest(actor, case.actors)}")
    if wish not in case.scenarios:
        raise UsageError(f"the case has no scenario `{wish}`{nearest(wish, case.scenarios)}")
    if not runs:
        raise UsageError("the case feeds no method yet, so that nothing can be moved; `estimative check` says more")


def _order(actor: str) -> Callable[[Opportunity], tuple[Any, ...]]:
    """What helps most first, what moves nothing and what harms least last; those first whom the actor reaches."""

    def key(one: Opportunity) -> tuple[Any, ...]:
        return (
            one.not_computed is not None,
            one.actor != actor and one.road is None,
            DIRECTIONS.index(one.direction),
            not one.gains,
            -round(one.best + one.worst, 9),
            -round(one.on_force, 9),
            one.id,
        )

    return key


def _roads(case: Case, actor: str) -> dict[str, Road]:
    """The strongest road from the actor to everybody whom it reaches, at the stated values."""
    if not case.influence:
        return {}
    problem = influence_model(case, {}).problem()
    if actor not in problem.actors:
        return {}
    found = {}
    for other in problem.actors:
        if other != actor and (best := roads(problem, actor, other, 1).found):
            found[other] = best[0]
    return found


class _Trying:
    """Runs moves against the case as it stands."""

    def __init__(self, case: Case, runs: Mapping[str, MethodRun], ensemble: Ensemble, wish: str) -> None:
        self.case, self.runs, self.ensemble, self.wish = case, runs, ensemble, wish

    def of(self, move: Move, road: Road | None) -> Opportunity:
        """What one move does."""
        reading = read_by(self.case, move.touched, self.runs)
        seeing = tuple(method for method in reading if self.runs[method].forecasts)
        if move.impossible is not None:
            return self._plain(move, road, not_computed=move.impossible)
        if not reading:
            return self._plain(move, road, not_computed="no method that ran reads it")
        try:
            if move.kind == OFFER:
                return self._offer(move, road, reading, seeing)
            return self._plain(move, road, change=move.patch, **self._found(self._run(move.patch, reading), seeing))
        except ProblemsError as error:
            reason = "; ".join(dict.fromkeys(problem.message for problem in error.problems))
            return self._plain(move, road, not_computed=f"then {reason}")
        except EstimativeError as error:
            return self._plain(move, road, not_computed=str(error))

    def _run(self, patch: Mapping[str, Any], reading: tuple[str, ...]) -> dict[str, MethodRun]:
        return run_methods(patched(self.case, patch), self.ensemble, only=reading)

    def _found(self, again: Mapping[str, MethodRun], seeing: tuple[str, ...]) -> dict[str, Any]:
        moves = {method: moves_between(self.runs[method], run) for method, run in again.items()}
        return {
            "methods": seeing,
            "supports": {method: moves[method] for method in seeing},
            "force": {method: by for method, by in moves.items() if method not in seeing},
            "before": leader_of_most({method: self.runs[method] for method in seeing}),
            "after": leader_of_most({method: again[method] for method in seeing}),
            "overall": (leader_of_most(self.runs), leader_of_most({**self.runs, **again})),
        }

    def _offer(self, move: Move, road: Road | None, reading: tuple[str, ...], seeing: tuple[str, ...]) -> Opportunity:
        """The offer at every rank that tells apart; kept is the least that makes the wish lead, else the best."""
        other = move.to or ""
        patches, runs = {}, {}
        for rank in threshold_ranks(self.case, other):
            patches[rank] = offer_patch(self.case, other, self.wish, rank)
            runs[rank] = self._run(patches[rank], reading)
        by_rank = {
            rank: sum(again[method].supports[self.wish].mean for method in seeing) / len(seeing)
            for rank, again in runs.items()
        }
        leads = {rank: leader_of_most({m: again[m] for m in seeing}) == self.wish for rank, again in runs.items()}
        already = leader_of_most({method: self.runs[method] for method in seeing}) == self.wish
        threshold = None if already else max((rank for rank, first in leads.items() if first), default=None)
        best = max(by_rank, key=lambda rank: (round(by_rank[rank], 9), rank))
        rank = threshold if threshold is not None else best
        found = self._found(runs[rank], seeing)
        return self._plain(move, road, change=patches[rank], rank=rank, threshold=threshold, by_rank=by_rank, **found)

    def _plain(
        self, move: Move, road: Road | None, change: Mapping[str, Any] | None = None, **found: Any
    ) -> Opportunity:
        return Opportunity(
            move.id,
            move.kind,
            move.actor,
            move.path,
            move.words,
            self.wish,
            change,
            serves=move.serves,
            costs=move.costs,
            settles=move.settles,
            to=move.to,
            road=road,
            cites=move.cites,
            **found,
        )
