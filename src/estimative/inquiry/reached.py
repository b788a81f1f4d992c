"""Ranges of support, widened by what the search for flips found at the very ends of judgments.

Ranges are read off the draws at hand, in bins. What a judgment does only in the outermost part of its range, where few
draws fall, no bin shows; the search fixes it there, and finds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from estimative.assessment.run import Ensemble, MethodRun, run_methods
from estimative.assessment.weights import Support
from estimative.case.longform import patched
from estimative.case.models import Case
from estimative.inquiry.flips import FlipSearch


def with_reached(
    case: Case, runs: Mapping[str, MethodRun], search: FlipSearch, ensemble: Ensemble
) -> dict[str, MethodRun]:
    """The same runs, each range with the supports that any single judgment of `search` gives where it overturns.

    Ranges that are not computed stay so. Asked of the methods in which something else leads then, on the same draws.

    >>> from estimative.case.longform import from_long
    >>> from estimative.inquiry.flips import flips
    >>> from estimative.inquiry.sensitivity import sensitivity, with_ranges
    >>> wants = {"go": {"that": "a.go", "rank": {"value": 1, "range": [1, 4]}}, "stay": {"that": "not a.go", "rank": 4}}
    >>> case = from_long({"id": "t", "actors": {"a": {"options": {"go": {}}, "wants": wants}},
    ...                   "scenarios": {"gone": {"when": "a.go"}}})
    >>> ensemble = Ensemble(draws=400)
    >>> runs = run_methods(case, ensemble)
    >>> binned = with_ranges(runs, sensitivity(case, runs, ensemble.which))
    >>> binned["conflict"].supports["gone"].range
    (1.0, 1.0)
    >>> with_reached(case, binned, flips(case, runs, ensemble), ensemble)["conflict"].supports["gone"].range
    (0.0, 1.0)
    """
    found = dict(runs)
    for flip in search.of_size(1):
        asked = [method for method in flip.moves if method in found]
        for method, run in run_methods(patched(case, flip.patch), ensemble.quietly(), only=asked).items():
            supports = {key: _widened(known, run.supports[key].mean) for key, known in found[method].supports.items()}
            found[method] = replace(found[method], supports=supports)
    return found


def _widened(support: Support, reached: float) -> Support:
    if support.range is None:
        return support
    return replace(support, range=(min(support.range[0], reached), max(support.range[1], reached)))
