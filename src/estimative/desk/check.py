"""Checking a case: its file, what it means, its what-ifs, and its citations as far as the sources are at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from estimative.base.errors import Problem, ProblemsError, Severity
from estimative.case.wording import amount

if TYPE_CHECKING:
    from estimative.base.logic.space import StateSpace

FOLDER_OF_WHAT_IFS = "what-ifs"
SLOW_FROM = 1 << 10
"""More states than these at once, and a single play of the conflict takes hundredths of a second, or more."""


@dataclass(frozen=True)
class Size:
    """How large a sound case is. `feasible` is None where there are too many states to look at each."""

    actors: int
    options: int
    states: int
    feasible: int | None
    judgments: int

    @property
    def sentence(self) -> str:
        """The size in words.

        >>> Size(3, 1, 2, 2, 7).sentence
        '3 actors, 1 option, 2 states (2 feasible), 7 judgments'
        """
        feasible = "not counted" if self.feasible is None else f"{self.feasible:,}"
        states = f"{amount(self.states)} {'state' if self.states == 1 else 'states'} ({feasible} feasible)"
        actors, options = counted(self.actors, "actor"), counted(self.options, "option")
        return f"{actors}, {options}, {states}, {counted(self.judgments, 'judgment')}"


@dataclass(frozen=True)
class Checked:
    """What was found in a case: every problem, and its size where it could be read."""

    path: Path
    problems: tuple[Problem, ...]
    size: Size | None

    @property
    def summary(self) -> str:
        """One line: sound and how large, or how many problems of each kind."""
        kinds: tuple[Severity, ...] = ("error", "warning", "note")
        counts = {kind: sum(problem.severity == kind for problem in self.problems) for kind in kinds}
        found = ", ".join(counted(number, kind) for kind, number in counts.items() if number)
        if counts["error"] or self.size is None:
            return f"{self.path}: {found}"
        sound = f"{self.path} is sound: {self.size.sentence}"
        return f"{sound}; {found}" if found else sound

    def by_file(self) -> dict[Path, list[Problem]]:
        """The problems by the file whose lines they count: the case's, then those of its what-ifs."""
        files: dict[Path, list[Problem]] = {}
        for problem in self.problems:
            files.setdefault(self._file(problem), []).append(problem)
        return files

    def to_dict(self) -> dict[str, Any]:
        """The problems as plain JSON values."""
        fields = ("severity", "code", "path", "line", "column", "message")
        return {"problems": [{name: getattr(problem, name) for name in fields} for problem in self.problems]}

    def _file(self, problem: Problem) -> Path:
        parts = problem.path.split("/")
        if parts[0] != FOLDER_OF_WHAT_IFS or len(parts) < 2:
            return self.path
        return self.path.parent / FOLDER_OF_WHAT_IFS / f"{parts[1]}.yaml"


def check(path: Path, sources_dir: Path | None = None) -> Checked:
    """Everything that is wrong, odd or missing in the case at `path`, a file or a folder with a case.yaml.

    Citations are verified where their sources are at hand: in the case's folder, or in `sources_dir`. Raises
    UsageError where there is no such file or folder.
    """
    from estimative.desk.citations import verify
    from estimative.exchange.case_files import case_path, read_case

    try:
        case_file = read_case(path)
    except ProblemsError as error:
        return Checked(case_path(path), error.problems, None)
    problems = _joined((*case_file.problems, *_plays(case_file.case)), verify(case_file, sources_dir))
    return Checked(case_file.path, tuple(problems), _size(case_file.case))


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "state"), counted(2000, "state")
    ('1 state', '2,000 states')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _joined(of_case: tuple[Problem, ...], of_sources: list[Problem]) -> list[Problem]:
    """Both, in the order of the file. That a passage is not recorded is said once: by who has seen the source."""
    seen = {problem.path for problem in of_sources if problem.code == "citation-unrecorded"}
    kept = [item for item in of_case if not (item.code == "passage-not-recorded" and item.path in seen)]
    return sorted((*kept, *of_sources), key=_order)


def _order(problem: Problem) -> tuple[str, int, int, str]:
    """The case's own file first, then what-if after what-if; within a file from top to bottom."""
    folder, _, rest = problem.path.partition("/")
    what_if = rest.split("/")[0] if folder == FOLDER_OF_WHAT_IFS else ""
    return what_if, problem.line or 0, problem.column or 0, problem.path


def _plays(case: Any) -> Iterator[Problem]:
    """Whether the conflict of the case is too large to be played, or large enough to try one's patience."""
    from estimative.assessment.conflict import lacks
    from estimative.base.logic.space import MAX_STATES
    from estimative.case.codes import note, warning
    from estimative.case.space import state_space
    from estimative.methods.conflict.record import MAX_ARENA

    if lacks(case) is not None:
        return
    space = state_space(case)
    remedy = "leave out options, or add rules"
    if space.size > MAX_STATES:
        yield warning(
            "play-too-large",
            "",
            f"conflict analysis, and with it `assess`, takes up to {MAX_STATES:,} states, and the case has"
            f" {amount(space.size)}: {remedy}",
        )
        return
    states = _states_of_one_play(case, space)
    if states > MAX_ARENA:
        yield warning(
            "play-too-large",
            "",
            f"{states:,} states are possible as the drivers stand, and a play is computed up to {MAX_ARENA:,}, so that"
            f" conflict analysis, and with it `assess`, will stop: {remedy}",
        )
    elif states > SLOW_FROM:
        yield note(
            "play-slow",
            "",
            f"{states:,} states are possible as the drivers stand, so that each play of the conflict takes up to"
            f" a second and `assess` may take hours: {remedy}, or ask for fewer draws",
        )


def _states_of_one_play(case: Any, space: StateSpace) -> int:
    """The feasible states with one combination of drivers, the one with most of them; drivers of `now` stand still."""
    import numpy as np

    there = space.feasible.copy()
    combination = np.zeros(space.size, dtype=np.int64)
    for factor in space.factors:
        if factor.owner is None and factor.id in case.now:
            there &= space.digits(factor.id) == factor.variants.index(case.now[factor.id])
        elif factor.owner is None:
            combination = combination * len(factor.variants) + space.digits(factor.id)
    return int(np.unique(combination[there], return_counts=True)[1].max(initial=0))


def _size(case: Any) -> Size:
    from estimative.base.logic.space import MAX_STATES
    from estimative.case.paths import judgments
    from estimative.case.space import state_space

    space = state_space(case)
    return Size(
        actors=len(case.actors),
        options=sum(len(actor.options) for actor in case.actors.values()),
        states=space.size,
        feasible=int(space.feasible.sum()) if space.size <= MAX_STATES else None,
        judgments=len(judgments(case)),
    )
