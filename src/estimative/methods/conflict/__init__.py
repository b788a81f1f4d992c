"""The graph model for conflict resolution, in option and graph form: stability, equilibria, the play, and why.

Rooms: `problem` and `preferences` (what is read in option form), `graph` and `graph_making` (in graph form: merged and
hidden states, unknown preferences), `reach` and `stability`, `legal` and `graph_stability` (the tables), `structure`,
`kernels`, `parts`, `tables` and `many` (the same, compiled, for large conflicts and many draws), `arena`, `deterrence`
and `play` (where moves and deals lead), `swept`, `movers`, `chain` and `plays` (the same for many sets of ranks side by
side), `witnesses` and `verify` (why, and the re-check). Further questions have rooms of their own: `coalitions` (with
`joint`, `coalition_witnesses` and `coalition_verify`), `evolution` (paths to equilibria), `inverse` (what would make a
state one; with `wants` and `trial`), each with its `…_verify`.
"""

from estimative.methods.conflict.arena import Arena
from estimative.methods.conflict.coalition_verify import coalition_faults
from estimative.methods.conflict.coalition_witnesses import CoalitionWitness, coalition_witness
from estimative.methods.conflict.coalitions import COALITION_CONCEPTS, CoalitionResult, solve_coalitions
from estimative.methods.conflict.concepts import CONCEPTS, PLAYED, Concept
from estimative.methods.conflict.evolution import WAYS, Evolution, all_paths, shortest_paths, simple_paths
from estimative.methods.conflict.evolution_verify import evolution_faults, path_faults
from estimative.methods.conflict.graph import GraphConflict, PartialPreference
from estimative.methods.conflict.graph_making import arcs_from_moves, graph_of, partial_from_pairs
from estimative.methods.conflict.inverse import InverseResult
from estimative.methods.conflict.inverse_verify import inverse_faults
from estimative.methods.conflict.legal import legal_minimum, legal_reach
from estimative.methods.conflict.many import solve_many
from estimative.methods.conflict.play import Play, Step, play
from estimative.methods.conflict.preferences import ranks_from_levels, ranks_from_order
from estimative.methods.conflict.problem import Conflict
from estimative.methods.conflict.result import ConflictResult
from estimative.methods.conflict.stability import solve
from estimative.methods.conflict.surface import AnyConflict
from estimative.methods.conflict.tables import warm_up
from estimative.methods.conflict.unknown import READINGS, UNKNOWN_CONCEPTS, Reading
from estimative.methods.conflict.verify import faults
from estimative.methods.conflict.wants import PrioritisedConflict, Want
from estimative.methods.conflict.witnesses import Sanction, StabilityWitness, witness

__all__ = [
    "COALITION_CONCEPTS",
    "CONCEPTS",
    "PLAYED",
    "READINGS",
    "UNKNOWN_CONCEPTS",
    "WAYS",
    "AnyConflict",
    "Arena",
    "CoalitionResult",
    "CoalitionWitness",
    "Concept",
    "Conflict",
    "ConflictResult",
    "Evolution",
    "GraphConflict",
    "InverseResult",
    "PartialPreference",
    "Play",
    "PrioritisedConflict",
    "Reading",
    "Sanction",
    "StabilityWitness",
    "Step",
    "Want",
    "all_paths",
    "arcs_from_moves",
    "coalition_faults",
    "coalition_witness",
    "evolution_faults",
    "faults",
    "graph_of",
    "inverse_faults",
    "legal_minimum",
    "legal_reach",
    "partial_from_pairs",
    "path_faults",
    "play",
    "ranks_from_levels",
    "ranks_from_order",
    "shortest_paths",
    "simple_paths",
    "solve",
    "solve_coalitions",
    "solve_many",
    "warm_up",
    "witness",
]
