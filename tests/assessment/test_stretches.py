"""Draws are drawn some at a time: how many at a time leaves no trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from estimative.assessment.run import Ensemble, run_methods
from estimative.exchange.case_files import read_case

FLAGSHIP = Path(__file__).parents[2] / "cases" / "kabul-airport-2021"
STRETCHES = (
    "conflict_model.DRAWN",
    "cross_impact.DRAWN",
    "bargaining.DRAWN",
    "influence.STRETCH",
    "evidence.AT_ONCE",
    "cross_impact.STRETCH",
)


@pytest.mark.parametrize("sampling", ["independent", "latin"])
def test_how_many_draws_are_drawn_at_a_time_changes_nothing(sampling, monkeypatch: pytest.MonkeyPatch) -> None:
    case = read_case(FLAGSHIP).case
    whole = run_methods(case, Ensemble(40, 5, sampling=sampling), with_facts=True)
    for name in STRETCHES:
        monkeypatch.setattr(f"estimative.assessment.{name}", 7)
    cut = run_methods(case, Ensemble(40, 5, sampling=sampling), with_facts=True)
    for method, run in whole.items():
        assert (run.weights.given == cut[method].weights.given).all()
        assert (run.weights.open == cut[method].weights.open).all()
        if method in ("conflict", "cross-impact", "bargaining", "influence"):
            assert cut[method].facts == run.facts
