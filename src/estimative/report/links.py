"""Where a number on the page leads: the names of the rows that stand for addresses, passages, states, methods, runs.

A row's name is made from what it stands for, so that a link can be written without knowing the page.
"""

from __future__ import annotations

from estimative.assessment.weights import NONE
from estimative.case.models import Case


def row_of(path: str) -> str:
    """The row of the case line by line that shows what stands at an address.

    >>> row_of("actors/turkey/wants/foothold/rank")
    'path-actors/turkey/wants/foothold/rank'
    """
    return f"path-{path}"


def passage_row(citation: str) -> str:
    """The row of a cited passage.

    >>> passage_row("epc-2021#p19")
    'passage-epc-2021-p19'
    """
    return "passage-" + citation.replace("#", "-")


def state_row(number: int) -> str:
    """The row of a state of the conflict map, by its number."""
    return f"state-{number}"


def run_row(key: str) -> str:
    """The row of something counted or chosen when the case was run: `draws`, `seed`, `judgments`."""
    return f"run-{key}"


def method_row(method: str) -> str:
    """The row of a method's record."""
    return f"method-{method}"


def shown_row(method: str) -> str:
    """The section that shows what a method has to show.

    >>> shown_row("cross-impact")
    'shown-cross-impact'
    """
    return f"shown-{method}"


def home(case: Case, key: str) -> str:
    """The address that a number about a scenario leads to; about *none of these*: the question, which they share.

    >>> from estimative.case.longform import from_long
    >>> home(from_long({"id": "t", "question": {"text": "who?"}}), "none"), home(from_long({"id": "t"}), "none")
    ('question', 'settings')
    """
    if key != NONE:
        return f"scenarios/{key}"
    return "question" if case.question is not None else "settings"
