"""Consistency straight from the definition, all scenarios tried, with whole numbers of Python's."""

from tests.methods.cross_impact.succession_oracle import Loops


def inconsistencies(problem, scenario):
    loops = Loops(problem)
    scores = [[loops.score(scenario, j, v) for v in range(count)] for j, count in enumerate(loops.variants)]
    return [max(each) - each[z] for each, z in zip(scores, scenario, strict=True)]


def by_definition(problem, tolerance=0, held=None):
    """All consistent scenarios; `held` descriptors keep their variant and need not be consistent."""
    held = held or {}
    loops = Loops(problem)
    return [
        scenario
        for scenario in loops.scenarios(held)
        if loops.allowed(scenario)
        and all(off <= tolerance for j, off in enumerate(inconsistencies(problem, scenario)) if j not in held)
    ]


def by_balances(problem, scenarios, tolerance=0):
    """Those among scenarios (m, n) that are consistent, as arrays: quick enough for thousands of problems."""
    scores = sum(problem.matrix[scenarios[:, i] + offset] for i, offset in enumerate(problem.offsets))
    fine = ~(scenarios[:, :1] < 0).ravel()
    for j, offset in enumerate(problem.offsets):
        own = scores[:, offset : offset + problem.counts[j]]
        fine &= own.max(axis=1) - own[range(len(own)), scenarios[:, j]] <= tolerance
    for pattern in problem.never:
        fine &= ~(scenarios[:, [j for j, _ in pattern]] == [v for _, v in pattern]).all(axis=1)
    return scenarios[fine]
