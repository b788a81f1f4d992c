"""Who computes leaves no trace in the answers, and no worker's end is the end of a run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from estimative.base.errors import EstimativeError, ProblemsError, UsageError
from estimative.base.logic.parsing import StatementError
from estimative.ensemble.choosing import executor_of
from estimative.ensemble.executors import SERIAL
from estimative.ensemble.kept import Kept
from estimative.ensemble.pool import AHEAD, Pool
from tests.ensemble import parts


@pytest.fixture(scope="module")
def pool():
    with Pool(2) as pool:
        yield pool


def bytes_of(answers):
    return [(name, array.dtype.str, array.tobytes()) for answer in answers for name, array in answer.items()]


class Heard:
    def __init__(self):
        self.what = []

    def start(self, what, total):
        self.what.append((what, total))

    def advance(self, steps=1):
        self.what.append(steps)

    def finish(self):
        self.what.append("over")


def living(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(true, seconds=30.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)


def test_answers_come_in_the_order_of_the_parts_whoever_is_first(pool):
    heard = Heard()
    found = bytes_of(pool.run(parts.waiting(), parts.numbers(9), heard))
    assert found == bytes_of(SERIAL.run(parts.waiting(), parts.numbers(9)))
    assert heard.what == [("waiting", 9), *[1] * 9, "over"]


def test_parts_are_computed_elsewhere_and_by_several(pool):
    where = {int(answer["pid"][0]) for answer in pool.run(parts.doubling(), parts.numbers(40, 1000))}
    assert os.getpid() not in where
    assert where <= set(pool.pids)


def test_a_single_part_starts_nobody():
    with Pool(2) as pool:
        (answer,) = pool.run(parts.doubling(), parts.numbers(1))
        assert answer["pid"][0] == os.getpid()
        assert pool.pids == ()


def test_what_is_shared_crosses_once_to_each_worker(tmp_path):
    with Pool(2) as pool:
        for _ in range(3):
            found = [int(answer["pid"][0]) for answer in pool.run(parts.loud(tmp_path), parts.numbers(12))]
    arrived = [int(mark.name.partition("-")[0]) for mark in tmp_path.iterdir()]
    assert sorted(arrived) == sorted(set(found))


def test_few_parts_are_under_way_at_once(pool):
    asked = []

    class Parts(list):
        def __getitem__(self, place):
            asked.append(place)
            return super().__getitem__(place)

    answers = pool.run(parts.doubling(), Parts(parts.numbers(1000)))
    for _ in islice(answers, 10):
        pass
    assert 10 <= len(asked) <= 10 + AHEAD * pool.workers
    answers.close()
    assert len(bytes_of(pool.run(parts.doubling(), parts.numbers(5)))) == 10  # the pool goes on after it


def test_one_run_within_another(pool):
    pairs = [
        (int(one["n"][0]), int(other["n"][0]))
        for one in pool.run(parts.doubling(), parts.numbers(5))
        for other in pool.run(parts.doubling(3), parts.numbers(4))
    ]
    assert pairs == [(2 * a, 3 * b) for a in range(5) for b in range(4)]


def test_a_worker_that_is_killed_is_replaced_and_its_part_computed_again(pool, tmp_path):
    before = set(pool.pids)
    found = bytes_of(pool.run(parts.dying_once(tmp_path), parts.numbers(8)))
    assert found == bytes_of(SERIAL.run(parts.dying_once(tmp_path), parts.numbers(8)))
    assert (tmp_path / "2").exists()  # it was
    assert len(before - set(pool.pids)) <= 1


def test_workers_killed_from_outside_while_idle_or_at_work(pool):
    list(pool.run(parts.waiting(), parts.numbers(4)))
    for pid in pool.pids:
        os.kill(pid, signal.SIGKILL)
    answers = pool.run(parts.waiting(), parts.numbers(12))
    found = [next(answers)]
    os.kill(pool.pids[0], signal.SIGKILL)
    assert bytes_of([*found, *answers]) == bytes_of(SERIAL.run(parts.waiting(), parts.numbers(12)))


def test_a_part_that_ends_every_worker_is_given_up_when_its_turn_comes(pool):
    answers = pool.run(parts.deadly(3), parts.numbers(6))
    assert [int(answer["n"][0]) for answer in islice(answers, 3)] == [0, 1, 2]
    with pytest.raises(EstimativeError, match=r"part 4 of 6.*signal 9.*--workers"):
        next(answers)
    assert len(bytes_of(pool.run(parts.doubling(), parts.numbers(3)))) == 6


def test_errors_of_a_part_come_back_as_they_are_and_the_first_part_s_first(pool):
    with pytest.raises(ProblemsError) as caught:
        list(pool.run(parts.failing(), parts.numbers(4)))
    assert caught.value.problems[0].line == 3
    assert caught.value.source == "case.yaml"


def test_a_fault_tells_where_it_was_and_one_that_cannot_cross_what_it_was(pool):
    with pytest.raises(ZeroDivisionError) as caught:
        list(pool.run(parts.failing(), parts.numbers(4)[2:]))
    assert "_fail" in caught.value.__notes__[0]
    with pytest.raises(RuntimeError, match="AwkwardError: cannot cross"):
        list(pool.run(parts.failing_awkwardly(), parts.numbers(2)))


def test_errors_with_others_behind_them_cross(pool):
    with pytest.raises(StatementError) as caught:
        list(pool.run(parts.misreading(), parts.numbers(2)))
    assert caught.value.offset == 5


def test_the_end_of_the_block_is_the_end_of_the_workers(tmp_path):
    threading.Thread(target=interrupt_when, args=(lambda: len(list(tmp_path.iterdir())) == 2,)).start()
    with pytest.raises(KeyboardInterrupt), Pool(2) as pool:
        list(pool.run(parts.endless(tmp_path), parts.numbers(4)))
    wait_until(lambda: not any(living(int(mark.name)) for mark in tmp_path.iterdir()))


def interrupt_when(true):
    wait_until(true)
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)


ENDLESS = """
import sys
from estimative.ensemble.choosing import executor_of
from tests.ensemble import parts
if __name__ == "__main__":
    with executor_of(sys.argv[1], 2) as executor:
        list(executor.run(parts.endless(sys.argv[2]), parts.numbers(4)))
"""


@pytest.mark.parametrize("executor", ["pool", pytest.param("dask", marks=pytest.mark.slow)])
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_workers_do_not_outlive_a_parent_that_is_killed(executor, tmp_path, root):
    program, marks = tmp_path / "program.py", tmp_path / "marks"
    program.write_text(ENDLESS, encoding="utf-8")
    marks.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(root)}
    parent = subprocess.Popen([sys.executable, program, executor, marks], env=environment)
    try:
        wait_until(lambda: len(list(marks.iterdir())) == 2, 60)
        workers = [int(mark.name) for mark in marks.iterdir()]
        assert all(map(living, workers))
    finally:
        parent.kill()
        parent.wait()
    wait_until(lambda: not any(map(living, workers)))


@pytest.mark.skipif(sys.platform == "win32", reason="no groups of processes there")
@pytest.mark.parametrize("executor", ["pool", pytest.param("dask", marks=pytest.mark.slow)])
def test_an_interruption_of_the_whole_group_is_one_for_the_parent_alone(executor, tmp_path, root):
    program, marks = tmp_path / "program.py", tmp_path / "marks"
    program.write_text(ENDLESS, encoding="utf-8")
    marks.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(root)}
    parent = subprocess.Popen(
        [sys.executable, program, executor, marks], env=environment, start_new_session=True, stderr=subprocess.PIPE
    )
    wait_until(lambda: len(list(marks.iterdir())) == 2, 60)
    os.killpg(parent.pid, signal.SIGINT)
    _, said = parent.communicate(timeout=60)
    assert said.count(b"Traceback") == 1
    assert said.rstrip().endswith(b"KeyboardInterrupt")
    wait_until(lambda: not any(living(int(mark.name)) for mark in marks.iterdir()))


def test_executors_by_name(tmp_path):
    assert executor_of("serial") is SERIAL
    assert executor_of("pool", 3).workers == 3
    assert isinstance(executor_of("serial", keep=tmp_path / "kept"), Kept)
    with pytest.raises(UsageError, match="did you mean `pool`"):
        executor_of("poool")
    with pytest.raises(UsageError, match="tcp://host:port"):
        executor_of("cluster")
    for bad in ("tcp://", "tcp://host", "tcp://host:port", "tcp://host:99999", "tcp://host:1/path", "tcp://a@b:1"):
        with pytest.raises(UsageError, match="tcp://host:port"):
            executor_of(bad)
    for bad in (0, -1, 1000):
        with pytest.raises(UsageError, match="1 to 256"):
            executor_of("pool", bad)
    with pytest.raises(UsageError, match="works alone"):
        executor_of("serial", 2)
    with pytest.raises(UsageError, match="has the workers that it has"):
        executor_of("tcp://127.0.0.1:1", 2)


def test_arrays_may_be_changed_by_who_gets_them(pool):
    for answer in pool.run(parts.doubling(), parts.numbers(2)):
        answer["n"] += 1
    assert isinstance(answer["n"], np.ndarray)
