"""Why a scenario is consistent or not, as data that can be checked against the definition.

Texts, pages and tests draw or re-check the same values; nothing here makes a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from estimative.base.errors import UsageError
from estimative.methods.cross_impact.balances import balances
from estimative.methods.cross_impact.problem import CrossImpact, Pattern, Scenario


@dataclass(frozen=True)
class Push:
    """What one descriptor's variant says of another, as the row of their block.

    `lead` is how far it puts the present variant ahead of the best rival; below 0 it puts it behind.
    """

    source: int
    variant: int
    row: tuple[int, ...]
    lead: int


@dataclass(frozen=True)
class DescriptorBalance:
    """The impact balance of one descriptor in a scenario.

    `scores` has one number per variant, `present` the variant that the scenario has, `rival` the first of the best
    others (None where there is no other) and `margin` how far the present one is ahead. `pro` and `contra` are the
    pushes that put the present variant ahead and behind, the strongest first; what says the same of both is left out,
    so their leads add up to the margin.
    """

    place: int
    present: int
    scores: tuple[int, ...]
    rival: int | None
    margin: int | None
    pro: tuple[Push, ...]
    contra: tuple[Push, ...]

    def holds(self, tolerance: int) -> bool:
        """Is the present variant no further than the tolerance behind its best rival?"""
        return self.margin is None or self.margin >= -tolerance


@dataclass(frozen=True)
class ScenarioWitness:
    """Why a scenario is consistent within a tolerance, or not: a balance per descriptor, and the rules it breaks."""

    scenario: Scenario
    tolerance: int
    balances: tuple[DescriptorBalance, ...]
    broken: tuple[Pattern, ...] = ()

    @property
    def consistent(self) -> bool:
        """Does every descriptor hold, and every rule?"""
        return not self.broken and not self.failing

    @property
    def failing(self) -> tuple[int, ...]:
        """The descriptors, by their places, whose variant is too far behind."""
        return tuple(each.place for each in self.balances if not each.holds(self.tolerance))


def witness(problem: CrossImpact, scenario: Sequence[int], tolerance: int = 0) -> ScenarioWitness:
    """Why is this scenario consistent within the tolerance, or why not?

    Raises UsageError where the scenario does not fit the problem or the tolerance is below 0.

    >>> import numpy as np
    >>> twins = CrossImpact(("a", "b"), (("no", "yes"), ("no", "yes")), np.kron([[0, 1], [1, 0]], [[1, -1], [-1, 1]]))
    >>> why = witness(twins, (0, 1))
    >>> why.consistent, why.failing, why.balances[0].margin, why.balances[0].contra
    (False, (0, 1), -2, (Push(source=1, variant=1, row=(-1, 1), lead=-2),))
    """
    given = problem.scenarios([list(scenario)])
    if len(given) != 1:
        raise UsageError(f"witness: one scenario is due, got {scenario}")
    if tolerance < 0:
        raise UsageError(f"witness: tolerance is {tolerance}; 0 or more is due")
    chosen: Scenario = tuple(given[0].tolist())
    scores = balances(problem, given).scores[0]
    found = []
    for j, present in enumerate(chosen):
        own = scores[problem.columns(j)].tolist()
        others = [variant for variant in range(len(own)) if variant != present]
        rival = max(others, key=lambda variant: own[variant], default=None)
        pushes = [] if rival is None else _pushes(problem, chosen, j, rival)
        found.append(
            DescriptorBalance(
                place=j,
                present=present,
                scores=tuple(own),
                rival=rival,
                margin=None if rival is None else own[present] - own[rival],
                pro=tuple(sorted((p for p in pushes if p.lead > 0), key=lambda p: (-p.lead, p.source))),
                contra=tuple(sorted((p for p in pushes if p.lead < 0), key=lambda p: (p.lead, p.source))),
            )
        )
    broken = tuple(pattern for pattern in problem.never if all(chosen[j] == variant for j, variant in pattern))
    return ScenarioWitness(chosen, tolerance, tuple(found), broken)


def _pushes(problem: CrossImpact, scenario: Scenario, target: int, rival: int) -> list[Push]:
    made = []
    for source, variant in enumerate(scenario):
        row = tuple(problem.block(source, target)[variant].tolist())
        made.append(Push(source, variant, row, row[scenario[target]] - row[rival]))
    return made
