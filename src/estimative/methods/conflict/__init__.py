"""The graph model for conflict resolution, in option and graph form: stability, equilibria, the play, and why.

Rooms: `problem` and `preferences` (what is read in option form), `graph` and `graph_making` (in graph form: merged and
hidden states, unknown preferences), `reach` and `stability`, `legal` and `graph_stability` (the tables), `structure`,
`kernels`, `parts`, `tables` and `many` (the same, compiled, for large conflicts and many draws), `arena`, `deterrence`
and `play` (where moves and deals lead), `witnesses` and `verify` (why, and the re-check).
"""

from estimative.methods.conflict.arena import Arena
from estimative.methods.conflict.concepts import CONCEPTS, PLAYED, Concept
from estimative.methods.conflict.graph import GraphConflict, PartialPreference
from estimative.methods.conflict.graph_making import arcs_from_moves, graph_of, partial_from_pairs
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
from estimative.methods.conflict.witnesses import Sanction, StabilityWitness, witness

__all__ = [
    "CONCEPTS",
    "PLAYED",
    "READINGS",
    "UNKNOWN_CONCEPTS",
    "AnyConflict",
    "Arena",
    "Concept",
    "Conflict",
    "ConflictResult",
    "GraphConflict",
    "PartialPreference",
    "Play",
    "Reading",
    "Sanction",
    "StabilityWitness",
    "Step",
    "arcs_from_moves",
    "faults",
    "graph_of",
    "legal_minimum",
    "legal_reach",
    "partial_from_pairs",
    "play",
    "ranks_from_levels",
    "ranks_from_order",
    "solve",
    "solve_many",
    "warm_up",
    "witness",
]
