"""Versions of the format: how a file of an older version becomes one of the next, step by step.

There is one version so far, and so no step. A new version of the format comes with one more entry here; what leads from
a version of long ago to the present one is the chain of all entries since.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from estimative.case.models import FORMAT_VERSION
from estimative.exchange.edits import Change


@dataclass(frozen=True)
class Step:
    """How a case of `version`, and the what-ifs beside it, become those of the next.

    `what` says in a sentence what changes. `case` and `what_if` take what a file says (plain values) and give the edits
    that it needs, the line with the version left out; so comments and order stay. `digest` names a case of this version
    as its what-ifs name it, whatever the present version would say.
    """

    version: int
    what: str
    case: Callable[[Any], Sequence[Change]]
    what_if: Callable[[Any], Sequence[Change]]
    digest: Callable[[Any], str]


STEPS: tuple[Step, ...] = ()
"""Every step that there is, by the version that it starts from, ascending."""


def steps_from(version: int) -> tuple[Step, ...]:
    """The chain of steps from a version to the present one; none where there is no such chain.

    >>> steps_from(FORMAT_VERSION), steps_from(-1)
    ((), ())
    """
    chain = tuple(step for step in STEPS if version <= step.version < FORMAT_VERSION)
    whole = [step.version for step in chain] == list(range(version, version + len(chain)))
    return chain if whole and version + len(chain) == FORMAT_VERSION else ()
