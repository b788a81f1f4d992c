"""Long plays say how far they are: what partners reach together, then the distinct problems, in every reading."""

from __future__ import annotations

import numpy as np

from estimative.assessment.conflict import prepare
from estimative.assessment.conflict_model import conflict_model
from estimative.assessment.conflict_solver import Begun, ConflictSolver, Setting
from estimative.case.longform import from_long
from estimative.ensemble.draws import Draws
from estimative.ensemble.executors import Work
from estimative.methods.conflict import plays

WANTS = {"x": {"that": "a.go", "rank": {"value": 1, "range": [1, 3]}}, "y": {"that": "b.go", "rank": 2}}
CASE = {
    "id": "pair",
    "actors": {name: {"options": {"go": {}}, "wants": WANTS} for name in ("a", "b")},
    "scenarios": {"both": {"when": "a.go and b.go"}},
}


class Heard:
    """Keeps what was reported."""

    def __init__(self) -> None:
        self.works: list[tuple[str, int]] = []
        self.steps: list[int] = []

    def start(self, what: str, total: int) -> None:
        self.works.append((what, total))
        self.steps.append(0)

    def advance(self, steps: int = 1) -> None:
        self.steps[-1] += steps

    def finish(self) -> None:
        pass


def test_what_takes_long_is_reported_to_its_end() -> None:
    heard = Heard()
    run = prepare(from_long(CASE), {}, {})
    run.weigh(Draws(50, 0), Work(progress=heard))
    assert heard.works[0] == ("what partners reach together", 1)
    assert heard.works[1][0] == "conflict"
    assert heard.steps == [total for _, total in heard.works]
    told = len(heard.works)
    run.facts(Draws(50, 0), Work(progress=heard))  # plays under other concepts: as long, and as loud
    assert len(heard.works) > told
    assert heard.steps == [total for _, total in heard.works]
    assert sum(total for what, total in heard.works[told:] if what == "conflict") > 0


def test_nothing_is_prepared_for_what_is_solved_already() -> None:
    memory: dict[object, object] = {}
    prepare(from_long(CASE), memory, {}).weigh(Draws(50, 0))
    heard = Heard()
    prepare(from_long(CASE), memory, {}).weigh(Draws(50, 0), Work(progress=heard))
    assert [total for _, total in heard.works] == [0]


def test_in_large_arenas_fewer_plays_pass_between_two_reports(monkeypatch) -> None:
    model = conflict_model(from_long(CASE))
    solver = ConflictSolver(model, {})
    start = model.starts[0]
    ranks = np.zeros((2, 4), dtype=np.int16)
    rows = np.stack([ranks[0], np.arange(4, dtype=np.int16)])
    begun = Begun(start, (rows, rows), np.array([[0, 0], [1, 0], [1, 1]]))
    monkeypatch.setattr(plays, "MOST_CELLS", 2 * 4**2)
    heard = Heard()
    solver.solve(begun, Setting("SEQ", 1), Work(progress=heard))
    assert [total for what, total in heard.works if what == "conflict"] == [2]
    assert heard.steps[-1] == 2
