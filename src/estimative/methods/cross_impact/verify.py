"""Re-checks a witness against the definition, for tests and for readers who doubt."""

from __future__ import annotations

from estimative.methods.cross_impact.problem import CrossImpact
from estimative.methods.cross_impact.witnesses import DescriptorBalance, ScenarioWitness


def faults(problem: CrossImpact, claim: ScenarioWitness) -> tuple[str, ...]:
    """What is wrong with a witness, in sentences; empty where it holds.

    Checked cell by cell from the matrix: that scores are sums of the rows of the scenario's variants; that the rival is
    a best one and the margin its distance; that every push that tells the two apart is named once, on the right side,
    the strongest first; and that the rules named as broken are all that are.

    >>> import numpy as np
    >>> from estimative.methods.cross_impact.witnesses import witness
    >>> twins = CrossImpact(("a", "b"), (("no", "yes"), ("no", "yes")), np.kron([[0, 1], [1, 0]], [[1, -1], [-1, 1]]))
    >>> faults(twins, witness(twins, (0, 1)))
    ()
    """
    counts = problem.counts
    if len(claim.scenario) != len(counts) or not all(0 <= z < k for z, k in zip(claim.scenario, counts, strict=False)):
        return (f"{claim.scenario} is no scenario of this problem",)
    if claim.tolerance < 0:
        return (f"a tolerance of {claim.tolerance} makes no sense",)
    if [each.place for each in claim.balances] != list(range(len(counts))):
        return ("there is not one balance for each descriptor, in order",)
    found = [fault for each in claim.balances for fault in _balance_faults(problem, claim, each)]
    broken = [pattern for pattern in problem.never if all(claim.scenario[j] == variant for j, variant in pattern)]
    if sorted(broken) != sorted(claim.broken):
        found.append(f"the rules broken are {broken}, the witness names {list(claim.broken)}")
    return tuple(found)


def _balance_faults(problem: CrossImpact, claim: ScenarioWitness, each: DescriptorBalance) -> list[str]:
    j, present = each.place, claim.scenario[each.place]
    rows = [
        [int(problem.matrix[problem.offsets[i] + z, problem.offsets[j] + v]) for v in range(problem.counts[j])]
        for i, z in enumerate(claim.scenario)
    ]
    scores = tuple(sum(row[v] for row in rows) for v in range(problem.counts[j]))
    if each.present != present:
        return [f"descriptor {j} has variant {present}, the witness says {each.present}"]
    if each.scores != scores:
        return [f"the scores of descriptor {j} are {scores}, the witness says {each.scores}"]
    rivals = [v for v in range(len(scores)) if v != present]
    if not rivals:
        alone = each.rival is None and each.margin is None and not each.pro and not each.contra
        return [] if alone else [f"descriptor {j} has no rival, the witness names one"]
    if each.rival not in rivals or scores[each.rival] != max(scores[v] for v in rivals):
        return [f"{each.rival} is not a best rival of variant {present} of descriptor {j}"]
    found = []
    if each.margin != scores[present] - scores[each.rival]:
        found.append(f"the margin of descriptor {j} is {scores[present] - scores[each.rival]}, not {each.margin}")
    leads = {i: row[present] - row[each.rival] for i, row in enumerate(rows)}
    for name, sign, pushes in (("pro", 1, each.pro), ("contra", -1, each.contra)):
        if sorted(push.source for push in pushes) != [i for i, lead in leads.items() if lead * sign > 0]:
            found.append(f"other descriptors speak {name} variant {present} of descriptor {j} than the witness names")
            continue
        for push in pushes:
            due = (claim.scenario[push.source], tuple(rows[push.source]), leads[push.source])
            if (push.variant, push.row, push.lead) != due:
                found.append(f"what descriptor {push.source} says of descriptor {j} is {due}, the witness has {push}")
        if [abs(push.lead) for push in pushes] != sorted((abs(push.lead) for push in pushes), reverse=True):
            found.append(f"the pushes {name} variant {present} of descriptor {j} are not in order of their strength")
    return found
