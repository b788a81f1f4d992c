"""A whole assessment has the same bytes whoever computes it, and after whatever happened on the way."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from itertools import islice

import pytest

from estimative.assessment import bargaining_outcomes, cross_impact_following
from estimative.assessment.run import Ensemble
from estimative.base.errors import EstimativeError
from estimative.base.logic.parsing import StatementError
from estimative.desk.assess import assess
from estimative.ensemble import dask_cluster
from estimative.ensemble.choosing import executor_of
from estimative.ensemble.executors import SERIAL
from estimative.report.as_json import assessment_json
from tests.ensemble import parts
from tests.ensemble.crossing_case import write
from tests.ensemble.test_executors import bytes_of, living, wait_until

DRAWS = 200
slow = pytest.mark.slow


@pytest.fixture
def small_parts(monkeypatch):
    """Parts so small that two hundred draws make many of every kind."""
    monkeypatch.setattr(bargaining_outcomes, "TOGETHER", 16)
    monkeypatch.setattr(cross_impact_following, "AT_ONCE", 32)
    monkeypatch.setattr("estimative.assessment.conflict_solver.together", lambda places: 2)


class Counting:
    """Another executor, and how many parts it was given by each job's function."""

    def __init__(self, executor):
        self.executor, self.given = executor, {}

    @property
    def workers(self):
        return self.executor.workers

    def run(self, job, parts, *progress):
        name = job.function.__name__
        self.given[name] = max(self.given.get(name, 0), len(parts))
        return self.executor.run(job, parts, *progress)


def assessed(path, executor, sampling="independent"):
    facts = assess(path, Ensemble(DRAWS, 1, sampling=sampling, executor=executor))
    return json.dumps(assessment_json(facts), ensure_ascii=False).encode()


@pytest.mark.parametrize("sampling", ["independent", "latin"])
def test_a_pool_and_kept_parts_give_the_bytes_of_this_process(sampling, small_parts, tmp_path):
    path = write(tmp_path)
    alone = assessed(path, SERIAL, sampling)
    with executor_of("pool", 2, tmp_path / "kept") as pool:
        counting = Counting(pool)
        assert assessed(path, counting, sampling) == alone
    assert min(counting.given[name] for name in ("settle_eum", "follow", "solve_part")) > 1
    with executor_of("serial", keep=tmp_path / "kept") as kept:
        assert assessed(path, kept, sampling) == alone


def test_deals_between_issues_are_settled_by_a_pool_as_here(small_parts, root):
    from estimative.assessment.bargaining import JOIN
    from estimative.case.longform import from_long, to_long
    from estimative.case.patches import merge_patch
    from estimative.ensemble.draws import Draws
    from estimative.ensemble.executors import PLAIN, Work
    from estimative.exchange.case_files import read_case

    case = read_case(root / "cases" / "kabul-airport-2021").case
    case = from_long(merge_patch(to_long(case), {"settings": {"bargaining": {"forecast": "exchange"}}}))
    with executor_of("pool", 2) as pool:
        here, there = (JOIN.prepare(case, {}, {}, frozenset()).weigh(Draws(40), how) for how in (PLAIN, Work(pool)))
    assert there.given.tobytes() == here.given.tobytes()
    assert there.open.tobytes() == here.open.tobytes()


@slow
def test_a_cluster_gives_the_same_bytes_and_survives_its_workers(small_parts, tmp_path):
    path = write(tmp_path)
    with executor_of("dask", 2) as cluster:
        counting = Counting(cluster)
        assert assessed(path, counting) == assessed(path, SERIAL)
        assert min(counting.given[name] for name in ("settle_eum", "follow", "solve_part")) > 1
        found = bytes_of(cluster.run(parts.dying_once(tmp_path), parts.numbers(8)))
        assert (tmp_path / "2").exists()
        assert found == bytes_of(SERIAL.run(parts.dying_once(tmp_path), parts.numbers(8)))
        answers = cluster.run(parts.deadly(3), parts.numbers(40))  # so many are sent some at a time
        assert [int(answer["n"][0]) for answer in islice(answers, 3)] == [0, 1, 2]
        with pytest.raises(EstimativeError, match="part 4 of 40"):
            next(answers)
        with pytest.raises(StatementError):
            list(cluster.run(parts.misreading(), parts.numbers(2)))
        assert len(bytes_of(cluster.run(parts.doubling(), parts.numbers(3)))) == 6


@slow
def test_a_cluster_may_be_joined_by_its_address():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as there:
        with executor_of(there.scheduler_address) as joined:
            assert joined.workers == 1
            found = bytes_of(joined.run(parts.waiting(), parts.numbers(5)))
        assert found == bytes_of(SERIAL.run(parts.waiting(), parts.numbers(5)))
        assert there.status.name == "running"  # whoever leaves it does not end it


def test_an_address_at_which_nobody_answers_or_somebody_else_is_told_in_time(monkeypatch):
    monkeypatch.setattr(dask_cluster, "ANSWERED_WITHIN", 0.5)
    with socket.socket() as silent, socket.socket() as closed:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        closed.bind(("127.0.0.1", 0))
        for where in (silent, closed):
            address = f"tcp://127.0.0.1:{where.getsockname()[1]}"
            with pytest.raises(EstimativeError, match=f"{address}: no Dask scheduler answers"), executor_of(address):
                pass


def test_without_dask_it_is_said_what_brings_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    for text in ("dask", "tcp://127.0.0.1:1"):
        with pytest.raises(EstimativeError, match=r"estimative\[distributed\]"):
            executor_of(text)


def run(folder, *options, **how):
    command = [sys.executable, "-m", "estimative", "assess", str(folder), "--draws", "9000", "--json", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)


def kept_in(folder):
    return {path: path.stat().st_mtime_ns for path in folder.glob("*/*.npz")}


@slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_a_run_that_is_killed_takes_up_where_it_was_with_the_same_bytes(tmp_path):
    write(tmp_path)
    kept = tmp_path / "kept"
    options = ("--executor", "pool", "--workers", "2", "--resume", str(kept))
    killed = run(tmp_path, *options)
    wait_until(lambda: len(kept_in(kept)) >= 3, 60)
    workers = children(killed.pid)
    os.kill(killed.pid, signal.SIGKILL)
    said, _ = killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert said == b""
    assert workers
    wait_until(lambda: not any(map(living, workers)))
    before = kept_in(kept)
    again, whole = run(tmp_path, *options), run(tmp_path)
    (resumed, said), (never_killed, _) = again.communicate(timeout=120), whole.communicate(timeout=120)
    assert again.returncode == 0, said
    assert resumed == never_killed
    assert json.loads(resumed)
    after = kept_in(kept)
    assert {path: after[path] for path in before} == before  # they were read, not written again
    assert len(after) > len(before)


def children(pid):
    """The processes that a process started."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in listed.stdout.split()]


def test_from_the_command_line(tmp_path, capsys):
    from estimative.cli.main import run as typed

    write(tmp_path)
    here = ["assess", str(tmp_path), "--draws", "20", "--json"]
    said = []
    for options in (
        [],
        ["--executor", "pool"],
        ["--resume", str(tmp_path / "kept")],
        ["--resume", str(tmp_path / "kept")],
    ):
        assert typed([*here, *options]) == 0
        said.append(capsys.readouterr().out)
    assert len(set(said)) == 1
    assert typed([*here, "--sampling", "latin"]) == 0
    assert capsys.readouterr().out != said[0]
    for wrong, words in (
        (["--executor", "pol"], "did you mean `pool`"),
        (["--executor", "pool", "--workers", "0"], "1 to 256"),
        (["--sampling", "latn"], "did you mean `latin`"),
        (["--resume", str(tmp_path)], "other things in it"),
    ):
        assert typed([*here, *wrong]) == 2
        assert words in " ".join(capsys.readouterr().err.split())
