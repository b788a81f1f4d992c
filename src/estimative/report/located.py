"""What every page knows of its case: the case itself, the lines of its file, and the texts of cited passages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from estimative.case.models import Case


class Located(Protocol):
    """A case whose parts have lines in a file.

    `places` gives line and column for every address; `passages` the texts of cited passages where the sources are at
    hand, by citation.
    """

    @property
    def case(self) -> Case:
        """The case."""

    @property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """Line and column in the case's file for every address."""

    @property
    def passages(self) -> Mapping[str, str]:
        """The texts of cited passages, by citation."""
