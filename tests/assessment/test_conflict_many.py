"""Whole ensembles of the conflict join, problem by problem against the plain way through one case at one draw."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
import pytest

from estimative.assessment import conflict_model as models
from estimative.assessment.conflict import ConflictRun, prepare
from estimative.assessment.conflict_model import WantColumn, levels, order_ranks, orders
from estimative.assessment.conflict_play import reading_row, reading_rows
from estimative.assessment.conflict_solver import Begun
from estimative.assessment.remembering import Remembered
from estimative.assessment.winners import Outlook
from estimative.base.errors import ProblemsError
from estimative.base.progress import SILENT, Progress
from estimative.case.longform import from_long
from estimative.case.models import Case
from estimative.ensemble.draws import Draws, Input
from estimative.ensemble.executors import Arrays, Job, Serial, Work
from estimative.methods.conflict import Arena, Conflict, play, ranks_from_levels, solve
from estimative.methods.conflict.plays import Ends
from estimative.methods.conflict.problem import dense_ranks

DRAWS = Draws(25, 11)


def random_case(rng: random.Random) -> Case:
    """Two or three who decide, one who only wants; a driver, open or not; a rule; ranks drawn, fixed and tied."""
    names = ["a", "b", "c"][: rng.randint(2, 3)]
    facts = [f"{name}.go" for name in names] + [f"{name}.size = mid" for name in names[:1]] + ["rain"]

    def statement() -> str:
        parts = [("not " if rng.random() < 0.4 else "") + f"({rng.choice(facts)})" for _ in range(rng.randint(1, 2))]
        return f" {rng.choice(['and', 'or'])} ".join(parts)

    def rank() -> dict:
        value = rng.choice([1, 1, 2, 3])
        return {"value": value, **({"range": [value - rng.random(), value + 2]} if rng.random() < 0.6 else {})}

    def wants() -> dict:
        return {f"w{k}": {"that": statement(), "rank": rank()} for k in range(rng.randint(0, 4))}

    actors: dict = {name: {"options": {"go": {}}, "wants": wants()} for name in names}
    actors["a"]["options"]["size"] = {"variants": ["small", "mid", "big"], "moves": rng.choice(["both", "forward"])}
    actors["watcher"] = {"wants": wants()}
    data: dict = {
        "id": "random",
        "actors": actors,
        "drivers": {"rain": {}},
        "scenarios": {"one": {"when": statement()}, "two": {"when": statement()}},
        "settings": {"scenarios_overlap": True, "conflict": {"initiative": {"a": rng.choice([1, 2.5])}}},
    }
    if rng.random() < 0.5:
        data["now"] = {"rain": "yes"}
    if rng.random() < 0.5:
        data["rules"] = {"r": {"never": f"{names[0]}.go and ({statement()})"}}
    return from_long(data)


def prepared(count: int, seed: int) -> Iterator[ConflictRun]:
    rng = random.Random(seed)
    while count:
        try:
            yield prepare(random_case(rng), {}, {})
        except ProblemsError:
            continue
        count -= 1


def plain_ranks(columns: Sequence[WantColumn], drawn: dict, d: int, size: int) -> np.ndarray:
    """The ranks of all codes at one draw, want by want from the definition."""
    level: list[tuple[tuple, np.ndarray]] = []
    for column in sorted(columns, key=lambda c: (drawn[c.rank.path][d], not c.rank.fixed, c.rank.path)):
        value = (drawn[column.rank.path][d],)
        if level and column.rank.fixed and level[-1][0] == value:
            level[-1] = (value, level[-1][1] + column.holds)
        else:
            level.append((value if column.rank.fixed else (), column.holds.astype(np.int64)))
    return ranks_from_levels([held for _, held in level], size)


class PlainDraw:
    """One draw worked out alone: its conflict, its play, its equilibria, how well each actor fares in each state."""

    def __init__(self, run: ConflictRun, drawn: dict, start: int, d: int) -> None:
        model = run.model
        rows = [plain_ranks(model.wants[dm], drawn, d, model.space.size) for dm in model.decision_makers]
        self.problem = Conflict(model.decision_makers, model.space.factors, model.space.feasible, np.stack(rows))
        self.arena = Arena(self.problem, start)
        self.ranks = self.problem.ranks[:, self.arena.codes]
        self.final = play(self.arena, self.ranks, "SEQ", 2, model.initiatives).final
        places = np.searchsorted(self.problem.states, self.arena.codes)
        self.stable = solve(self.problem).stable["SEQ"].all(axis=0)[places]
        self.true, self.false = run.truth(start)
        self.worth = {actor: self.fares(columns, drawn, d) for actor, columns in model.wants.items()}
        self.start = start

    def fares(self, columns: Sequence[WantColumn], drawn: dict, d: int) -> dict[int, float]:
        dense = dense_ranks(plain_ranks(columns, drawn, d, self.problem.size)[self.problem.states])
        shares = dense / dense.max() if dense.max() else dense + 0.5
        return dict(zip(self.problem.states.tolist(), shares.tolist(), strict=True))

    def gains(self, run: ConflictRun, actor: str, scenario: int) -> tuple[list, list, list]:
        """Gain and mass of each state that counts: where the play ends, where it could rest, anywhere."""
        worth, codes = self.worth[actor], self.arena.codes.tolist()
        reading = list(run.model.readings.values())[scenario]
        inside = self.true[scenario]
        return (
            [(worth[codes[s]] - worth[self.start], mass) for s, mass in self.final.items() if inside[s]],
            [(worth[codes[s]] - worth[self.start], 1.0) for s in np.flatnonzero(self.stable & inside).tolist()],
            [(worth[c] - worth[self.start], 1.0) for c in self.problem.states.tolist() if reading.true[c]],
        )


@pytest.mark.parametrize("seed", range(3))
def test_weights_equilibria_and_gains_are_those_of_one_draw_after_the_other(seed: int) -> None:
    for run in prepared(5, seed):
        model = run.model
        weights, facts = run.weigh(DRAWS), run.facts(DRAWS)
        drawn = DRAWS.of([column.rank for columns in model.wants.values() for column in columns])
        starts = DRAWS.choices("drivers", len(model.starts))
        plain = [PlainDraw(run, drawn, model.starts[starts[d]], d) for d in range(DRAWS.count)]
        for d, one in enumerate(plain):
            given, open_ = reading_row(one.final, one.ranks, one.true, one.false)
            assert weights.given[d] == pytest.approx(given, abs=1e-9)
            assert weights.open[d] == pytest.approx(open_, abs=1e-9)
        quiet = [one.true[:, one.stable].mean(axis=1) for one in plain if one.stable.any()]
        shares = facts.plays["SEQ"].equilibria
        assert (shares is None) == (not quiet)
        assert shares is None or list(shares.values()) == pytest.approx(np.mean(quiet, axis=0), abs=1e-9)
        for actor in [actor for actor, columns in model.wants.items() if columns]:
            for k, name in enumerate(model.readings):
                every = [one.gains(run, actor, k) for one in plain]
                check_outlook(
                    facts.outlooks[name][actor],
                    [list(chain.from_iterable(found)) for found in zip(*every, strict=True)],
                )


def check_outlook(outlook: Outlook, grounds: list[list]) -> None:
    first = next((k for k, ground in enumerate(grounds) if ground), 2)
    assert outlook.ground == ("ended", "equilibria", "feasible")[first]
    if grounds[first]:
        values, masses = np.array(grounds[first]).T
        assert outlook.gain == pytest.approx(np.average(values, weights=masses), abs=1e-9)
        signs = {sign for sign in np.sign(np.round(values, 12)).tolist() if sign}
        names = {(): "unchanged", (1.0,): "better", (-1.0,): "worse"}
        assert outlook.direction == names.get(tuple(signs), "mixed")


def test_problems_are_as_few_as_the_ranks_that_differ() -> None:
    for run in prepared(8, 5):
        problems = run.problems(Draws(200, 2))
        seen = {
            (begun.start, rows.tobytes()) for begun in problems.begun for rows in begun.ranks(np.arange(len(begun)))
        }
        assert len(seen) == len(problems)
        assert set(problems.which.tolist()) == set(range(len(problems)))


class Crossing(Serial):
    """Everything crosses as bytes, as it does to another process."""

    def run(self, job: Job, parts: Sequence[Arrays], progress: Progress = SILENT) -> Iterator[Arrays]:
        job, parts = pickle.loads(pickle.dumps((job, list(parts))))  # noqa: S301 - our own bytes
        yield from pickle.loads(pickle.dumps(list(super().run(job, parts, progress))))  # noqa: S301


def test_who_computes_and_what_is_remembered_change_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    for run in prepared(4, 9):
        here = run.weigh(DRAWS)
        other = prepare(run.model.case, {}, {}).weigh(DRAWS, Work(Crossing()))
        memory: dict = {"conflict/plays": Remembered(1), "conflict/arenas": Remembered(1)}
        forgetful = prepare(run.model.case, memory, {})
        few = ConflictRun(forgetful.model, memory)
        with monkeypatch.context() as patch:
            patch.setattr("estimative.methods.conflict.plays.MOST_TOGETHER", 2)
            for weights in (other, forgetful.weigh(DRAWS), few.weigh(DRAWS)):
                assert weights.given.tobytes() == here.given.tobytes()
                assert weights.open.tobytes() == here.open.tobytes()


def test_ranks_of_many_orders_are_those_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    for trial in range(60):
        columns = []
        for k in range(int(rng.integers(1, 9))):
            value, fixed = float(rng.integers(1, 4)), bool(rng.random() < 0.5)
            rank = Input(f"actors/a/wants/w{k}/rank", value, value if fixed else 0.0, value if fixed else 5.0)
            columns.append(WantColumn(f"w{k}", rank, rng.random(20) < rng.random()))
        columns.sort(key=lambda column: not column.rank.fixed)
        found, which = orders(columns, Draws(40, trial).of([c.rank for c in columns]), 40)
        codes = np.flatnonzero(rng.random(20) < 0.8)
        if not len(codes):
            continue
        expected = [ranks_from_levels([level[codes] for level in levels(columns, one)], len(codes)) for one in found]
        assert (order_ranks(columns, found, codes) == np.stack(expected)).all()
        with monkeypatch.context() as patch:  # numbers so small that they have to be brought together on the way
            patch.setattr(models, "MOST", 40)
            assert (order_ranks(columns, found, codes) == np.stack(expected)).all()
            patch.setattr(models, "MANY_CODES", 1)
            assert (order_ranks(columns, found, codes) == np.stack(expected)).all()
        assert len(which) == 40


def test_readings_of_many_plays_are_those_of_each() -> None:
    rng = np.random.default_rng(8)
    for _ in range(40):
        count, places, dms = 12, int(rng.integers(1, 9)), int(rng.integers(1, 4))
        rows = tuple(rng.integers(0, min(3, places), (4, places)).astype(np.int16) for _ in range(dms))
        begun = Begun(0, rows, rng.integers(0, 4, (count, dms)))
        final = [
            dict.fromkeys(sorted(rng.choice(places, int(rng.integers(1, places + 1)), replace=False).tolist()))
            for _ in range(count)
        ]
        final = [{place: 1 / len(one) for place in one} for one in final]
        ends = Ends(
            np.cumsum([0, *map(len, final)]),
            np.array([place for one in final for place in one]),
            np.array([mass for one in final for mass in one.values()]),
            np.zeros(count),
            np.zeros((count, places), dtype=bool),
        )
        true = rng.random((3, places)) < 0.5
        false = ~true & (rng.random((3, places)) < 0.7)
        given, open_ = reading_rows(ends, begun, true, false)
        for k, one in enumerate(final):
            expected = reading_row(one, begun.ranks(np.array([k]))[0], true, false)
            assert given[k] == pytest.approx(expected[0])
            assert open_[k] == pytest.approx(expected[1])
