"""Cross-impact balances: which scenarios are consistent, what others run into, and why.

Rooms: `problem` (what is read), `balances` (scores, inconsistency, margins, the system grid), `consistent` (all
consistent scenarios, exactly: with `search`, `tables` and `kernels`) and `result`, `witnesses` and `verify` (why, and
the re-check). Succession stands in `rules`, `succession` and `stochastic`, where it ends in `attractors` (with `field`,
`basins`, `products` and `sampled`). `changes` and `single_changes` ask which other judgments would change the answer.
"""

from estimative.methods.cross_impact.attractors import Attractor, AttractorResult, attractors
from estimative.methods.cross_impact.balances import Balances, SystemGrid, balances, is_consistent, system_grid
from estimative.methods.cross_impact.changes import Change, Edit, applied, change_faults, smallest_change
from estimative.methods.cross_impact.consistent import solve
from estimative.methods.cross_impact.problem import CrossImpact, Pattern, Scenario
from estimative.methods.cross_impact.result import CrossImpactResult
from estimative.methods.cross_impact.rules import SUCCESSIONS, TIES, Rule, rule
from estimative.methods.cross_impact.single_changes import Robustness, single_faults, singles
from estimative.methods.cross_impact.stochastic import StochasticResult, stationary, stochastic
from estimative.methods.cross_impact.succession import successors, way
from estimative.methods.cross_impact.verify import faults
from estimative.methods.cross_impact.witnesses import DescriptorBalance, Push, ScenarioWitness, witness

__all__ = [
    "SUCCESSIONS",
    "TIES",
    "Attractor",
    "AttractorResult",
    "Balances",
    "Change",
    "CrossImpact",
    "CrossImpactResult",
    "DescriptorBalance",
    "Edit",
    "Pattern",
    "Push",
    "Robustness",
    "Rule",
    "Scenario",
    "ScenarioWitness",
    "StochasticResult",
    "SystemGrid",
    "applied",
    "attractors",
    "balances",
    "change_faults",
    "faults",
    "is_consistent",
    "rule",
    "single_faults",
    "singles",
    "smallest_change",
    "solve",
    "stationary",
    "stochastic",
    "successors",
    "system_grid",
    "way",
    "witness",
]
