"""Judgments of a case as the ensemble draws them: on the scale that the format gives them."""

from __future__ import annotations

from collections.abc import Mapping

from estimative.case.models import Case
from estimative.case.models_judgments import Judgment
from estimative.case.paths import scale
from estimative.ensemble.draws import Input


def case_input(case: Case, path: str, judgment: Judgment, shifts: Mapping[str, float]) -> Input:
    """The judgment at `path` as it is drawn: whole where its scale is, moved by its shift, clipped once to its scale.

    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "tiny", "influence": {"a": {"b": {"value": 2, "range": [1, 4]}}}})
    >>> drawn = case_input(case, "influence/a/b", case.influence["a"]["b"], {"influence/a/b": 3})
    >>> drawn.whole, drawn.clip, drawn.stated
    (True, (0, 4), 4.0)
    """
    allowed = scale(case, path)
    low, high = judgment.range or (judgment.value, judgment.value)
    return Input(
        path=path,
        value=judgment.value,
        low=low,
        high=high,
        distribution=judgment.distribution or "triangular",
        shift=shifts.get(path, 0.0),
        whole=allowed.whole,
        clip=(allowed.low, allowed.high),
    )
