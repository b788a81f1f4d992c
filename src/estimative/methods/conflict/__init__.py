"""The graph model for conflict resolution, in option form: stability, equilibria, the play, and why.

Rooms: `problem` and `preferences` (what is read), `reach` and `stability` (the tables), `arena`, `deterrence` and
`play` (where moves and deals lead), `witnesses` and `verify` (why, and the re-check).
"""

from estimative.methods.conflict.arena import Arena
from estimative.methods.conflict.concepts import CONCEPTS, PLAYED, Concept
from estimative.methods.conflict.play import Play, Step, play
from estimative.methods.conflict.preferences import ranks_from_levels, ranks_from_order
from estimative.methods.conflict.problem import Conflict
from estimative.methods.conflict.stability import ConflictResult, solve
from estimative.methods.conflict.verify import faults
from estimative.methods.conflict.witnesses import Sanction, StabilityWitness, witness

__all__ = [
    "CONCEPTS",
    "PLAYED",
    "Arena",
    "Concept",
    "Conflict",
    "ConflictResult",
    "Play",
    "Sanction",
    "StabilityWitness",
    "Step",
    "faults",
    "play",
    "ranks_from_levels",
    "ranks_from_order",
    "solve",
    "witness",
]
