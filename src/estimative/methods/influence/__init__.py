"""Actors and influence, MACTOR: who can move whom, whose weight counts on what, who sides with whom, and by which road.

Rooms: `problem` (what is read), `tables` (every table, for one problem or many draws), `result` (what is said of one
problem), `roads` (the strongest ways from one actor to another), `witnesses` and `verify` (why, and the re-check).
"""

from estimative.methods.influence.problem import STRONGEST, Influence
from estimative.methods.influence.result import InfluenceResult, solve
from estimative.methods.influence.roads import Road, Roads, road_of, roads, strengths, strongest
from estimative.methods.influence.tables import LEVELS, READINGS, Reading, Tables, indirect, tables, total, weighed
from estimative.methods.influence.verify import faults
from estimative.methods.influence.witnesses import DIRECTLY, EXPLAINED, Entry, Part, entry

__all__ = [
    "DIRECTLY",
    "EXPLAINED",
    "LEVELS",
    "READINGS",
    "STRONGEST",
    "Entry",
    "Influence",
    "InfluenceResult",
    "Part",
    "Reading",
    "Road",
    "Roads",
    "Tables",
    "entry",
    "faults",
    "indirect",
    "road_of",
    "roads",
    "solve",
    "strengths",
    "strongest",
    "tables",
    "total",
    "weighed",
]
