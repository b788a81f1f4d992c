"""What all tests share."""

import functools
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("estimative", deadline=None, derandomize=False, print_blob=True)
hypothesis.settings.load_profile("estimative")

ROOT = Path(__file__).resolve().parent.parent
FLAGSHIP_DRAWS = 400
"""Enough to tell which judgments carry the result, few enough for a test."""


@pytest.fixture(scope="session")
def root():
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def flagship_assessed(root):
    """A function: the assessment of the worked case, as it stands or with a what-if, computed once for all tests."""
    from estimative.assessment.run import Ensemble
    from estimative.desk.assess import assess

    @functools.cache
    def get(what_if=None):
        return assess(root / "cases" / "kabul-airport-2021", Ensemble(draws=FLAGSHIP_DRAWS), what_if)

    return get


@pytest.fixture(scope="session")
def shared():
    """The folder with the real brief and published tables, which lies beside the project and is not part of it."""
    folder = ROOT.parent / "shared"
    if not (folder / "DESIGN.md").is_file():
        pytest.skip("the folder `shared` is not beside the project")
    return folder
