"""Cross-impact balances: which scenarios are consistent, what others run into, and why.

Rooms: `problem` (what is read), `balances` (scores, inconsistency, margins), `propagation`, `search`, `islands` and
`consistent` (all consistent scenarios, exactly), `result`, `witnesses` and `verify` (why, and the re-check).
"""

from estimative.methods.cross_impact.problem import CrossImpact

__all__ = ["CrossImpact"]
