"""What somebody asks about: every form of it, and what means nothing, refused with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.assessment.asked import Asked, asked, state_asked
from estimative.base.errors import UsageError
from estimative.case.longform import from_long
from estimative.case.models import Case
from estimative.case.space import state_space


def lock() -> Case:
    return from_long(
        {
            "id": "t",
            "actors": {"a": {"options": {"go": {}, "pace": {"variants": ["slow", "fast"], "ordered": True}}}},
            "drivers": {"rain": {}},
            "issues": {"size": {}},
            "terms": {"quick": "a.pace = fast"},
            "scenarios": {"far-off": {"when": "a.go"}},
        }
    )


NOW = {"a.go": "no", "a.pace": "slow", "rain": "no"}


@pytest.mark.parametrize(
    "what, expected",
    [
        ("far-off", Asked(scenario="far-off")),
        (" Far off ", Asked(scenario="far-off")),
        ("none", Asked(scenario="none")),
        ("now", Asked(code=0)),
        ("1", Asked(code=0)),
        ("#8", Asked(code=7)),
        ("0008", Asked(code=7)),
        ("rain", Asked(code=4)),
        ("a.go", Asked(code=1)),
        ("not rain", Asked(code=0)),
        ("a.go, a.pace = fast,rain=yes", Asked(code=7)),
        ("a.go and a.pace = fast; not rain", Asked(code=3)),
    ],
)
def test_what_words_mean(what: str, expected: Asked) -> None:
    assert asked(lock(), state_space(lock()), what, NOW) == expected


@pytest.mark.parametrize(
    "what, words",
    [
        ("", "what can be explained"),
        ("far-of", "did you mean `far-off`"),
        ("quick", "that is a term"),
        ("a", "name one of its options, `a.go`, `a.pace`"),
        ("pace", "did you mean `a.pace`"),
        ("size", "character 1: `size` is an issue, and states do not settle"),
        ("0", "8 feasible states"),
        ("9", "8 feasible states"),
        ("1" * 500, "8 feasible states"),
        ("³", "cannot stand here|cannot begin"),
        ("a.goo", "character 1: nothing is called `a.goo`; did you mean `a.go`"),
        ("a.go, a.pase = fast", "character 7: nothing is called `a.pase`; did you mean `a.pace`"),
        ("a.go, a.pace = fsat", "character 16: `a.pace` has no variant `fsat`.*did you mean `fast`"),
        ("a.go, a.pace", "character 7: `a.pace` says nothing alone"),
        ("a.go, a.pace >= fast", "a state has one variant of `a.pace`"),
        ("a.go, not a.pace = fast", "a state has one variant of `a.pace`"),
        ("a.go, quick", "character 7: `quick` is a term"),
        ("a.go, size >= 3", "character 7: `size` is an issue"),
        ("a.go or rain", "list of assignments"),
        ("a.go, not a.go", "character 7: `a.go` cannot be both `yes` and `no`"),
        ("a.go,, rain", "character 6: a statement is missing"),
        ("a.go, rain == yes", "write `=`, once"),
        ("a.go, \x1b[2J", r"U\+001B"),
        ("a.go" + ", rain" * 5000, "at most 10000 characters"),
        ("a.x, a.y, a.z", "a.x(.|\n)*a.y(.|\n)*a.z"),
    ],
)
def test_what_means_nothing_is_refused_with_its_place_and_the_nearest_name(what: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        asked(lock(), state_space(lock()), what, NOW)


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(what: str) -> None:
    case = lock()
    try:
        found = asked(case, state_space(case), what, NOW)
    except UsageError:
        return
    assert (found.scenario is None) != (found.code is None)


def test_what_is_not_named_stays_as_it_is() -> None:
    now = {"a.go": "yes", "a.pace": "fast", "rain": "yes"}
    assert state_asked(lock(), "not a.go", now) == {"a.go": "no", "a.pace": "fast", "rain": "yes"}
