"""Weighing evidence: competing hypotheses by inconsistency, the posterior beside them, and the outside view.

Rooms: `grading` (ratings, ratios and grades as numbers), `problem` (the table), `outside` (reference classes and the
prior they make), `weighing` (the arithmetic, on arrays of draws too; how the caps are applied), `solving` (one table,
with what its orders hang on), `result`, `witnesses` and `verify` (why one hypothesis stands above another, and the
re-check), `record`.
"""

from estimative.methods.evidence.grading import (
    ITEM,
    LEVELS,
    NOT_RATED,
    RATIOS,
    SOURCE,
    Conventions,
    can_be_judged,
    level,
    rating,
)
from estimative.methods.evidence.outside import (
    ClassPrior,
    ClassView,
    Member,
    Rate,
    ReferenceClass,
    class_prior,
    rate,
    view,
)
from estimative.methods.evidence.problem import EvidenceTable, Item
from estimative.methods.evidence.result import Disagreement, EvidenceResult, Spread, Without
from estimative.methods.evidence.solving import SPREAD, even_at, solve, spread
from estimative.methods.evidence.verify import faults
from estimative.methods.evidence.witnesses import OddsWitness, Share, why

__all__ = [
    "ITEM",
    "LEVELS",
    "NOT_RATED",
    "RATIOS",
    "SOURCE",
    "SPREAD",
    "ClassPrior",
    "ClassView",
    "Conventions",
    "Disagreement",
    "EvidenceResult",
    "EvidenceTable",
    "Item",
    "Member",
    "OddsWitness",
    "Rate",
    "ReferenceClass",
    "Share",
    "Spread",
    "Without",
    "can_be_judged",
    "class_prior",
    "even_at",
    "faults",
    "level",
    "rate",
    "rating",
    "solve",
    "spread",
    "view",
    "why",
]
