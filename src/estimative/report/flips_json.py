"""What overturns the result, as JSON."""

from __future__ import annotations

from typing import Any

from estimative.inquiry.flips import Flip, FlipSearch
from estimative.inquiry.overturning import Overturning


def flip_json(flip: Flip) -> dict[str, Any]:
    """One flip: which judgments at which values, what leads before and after, and in which methods that changes."""
    return {
        "changes": [
            {"path": one.path, "from": one.stated, "to": one.value, "low": one.low, "high": one.high}
            for one in flip.changes
        ],
        "from": flip.before,
        "to": flip.after,
        "verified": flip.verified,
        "moves": {
            method: {
                "to": move.leader,
                "of": move.of,
                "before": move.before,
                "after": move.after,
                "by": move.by,
                "error": move.error,
            }
            for method, move in flip.moves.items()
        },
        "patch": flip.patch,
    }


def search_json(search: FlipSearch) -> dict[str, Any]:
    """How far the search for flips went."""
    return {
        "baseline": search.baseline,
        "judgments": search.judgments,
        "idle": search.idle,
        "fixed": search.fixed,
        "pairs": search.pairs,
        "tried": search.tried,
        "exact_to": search.exact_to,
        "solved": search.solved,
        "stable": search.stable,
        "doubtful": [list(flip.paths) for flip in search.doubtful],
        "more": search.more,
        "sentence": search.sentence,
    }


def overturning_json(line: Overturning) -> dict[str, Any]:
    """One thing that overturns the result, in a sentence, with its addresses and passages."""
    return {
        "text": line.text,
        "paths": list(line.paths),
        "cites": list(line.cites),
        "changes": line.changes,
        "what_if": line.what_if,
    }
