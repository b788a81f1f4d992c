"""What all tests share."""

from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("estimative", deadline=None, derandomize=False, print_blob=True)
hypothesis.settings.load_profile("estimative")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root():
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared():
    """The folder with the real brief and published tables, which lies beside the project and is not part of it."""
    folder = ROOT.parent / "shared"
    if not (folder / "DESIGN.md").is_file():
        pytest.skip("the folder `shared` is not beside the project")
    return folder
