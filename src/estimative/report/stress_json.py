"""What structured changes do, as JSON in the form that stays fixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from estimative.base.canonical import rounded
from estimative.inquiry.stress import Moves, Stress


def stress_json(digest: str, what_if: str | None, draws: int, seed: int, found: Iterable[Stress]) -> dict[str, Any]:
    """The answers of `estimative stress` as plain values; numbers have nine significant digits."""
    answer: dict[str, Any] = {
        "case": digest,
        "what_if": what_if,
        "stress": [change_json(one) for one in found],
        "seed": seed,
        "draws": draws,
    }
    plain: dict[str, Any] = rounded(answer)
    return plain


def change_json(one: Stress) -> dict[str, Any]:
    """One structured change as plain values: `from` and `to` are what leads in most of the methods that see it."""
    return {
        "id": one.id,
        "kind": one.kind,
        "path": one.path,
        "question": one.question,
        "change": one.change,
        "left_out": one.left_out,
        "threshold": one.threshold,
        "methods": list(one.methods),
        "from": one.before,
        "to": one.after,
        "overturns": one.overturns,
        "overall": {"from": one.overall[0], "to": one.overall[1]},
        "leaders": {method: {"from": before, "to": after} for method, (before, after) in one.leaders.items()},
        "supports": moves_json(one.supports),
        "force": moves_json(one.force),
        "by_rank": {f"{rank:g}": mean for rank, mean in one.rival.by_rank.items()} if one.rival is not None else None,
        "cites": list(one.cites),
        "others": list(one.others),
        "see": list(one.see),
        "not_computed": one.not_computed,
    }


def moves_json(moves: Moves) -> dict[str, Any]:
    """Supports before and after as plain values, by method and scenario."""
    return {method: {key: asdict(moved) for key, moved in by.items()} for method, by in moves.items()}
