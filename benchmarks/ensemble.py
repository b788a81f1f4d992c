"""How long an ensemble takes: each method of a case at many draws, the whole assessment, and what memory they need.

The case is the worked one. A method's row is one run from the case to its weights, nothing remembered from before;
"distinct" is how many of its problems differ. The whole assessment weighs every argument, judgment and assumption, and
looks for flips, by running the methods again on hundreds of changed cases. The plain reference is the play of one
problem after the other, on a sample of the problems that the case has. Memory is the peak of a process of its own.
Times are medians, by the clock and as processors spent them; nothing else should be running.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from memory import own_peak

from estimative.assessment.conflict import ConflictRun, prepare
from estimative.assessment.conflict_solver import Setting
from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble, run_methods
from estimative.desk.assess import assess
from estimative.ensemble.draws import Draws
from estimative.ensemble.executors import SERIAL, Executor
from estimative.ensemble.pool import Pool
from estimative.exchange.case_files import read_case
from estimative.methods.conflict import Arena, play
from estimative.methods.conflict.plays import ends

CASE = Path(__file__).parents[1] / "cases" / "kabul-airport-2021"
SETTINGS = (Setting("SEQ", 2), Setting("SEQ", 1), Setting("Nash", 2), Setting("Nash", 1))
LEAST = 3
"""Runs of which the median is taken."""


def median_seconds(work: Callable[[], object], times: int = LEAST) -> tuple[float, float]:
    """The median by the clock, and as this process's processors spent it."""
    taken, spent = [], []
    for _ in range(times):
        start, used = time.perf_counter(), time.process_time()
        work()
        taken.append(time.perf_counter() - start)
        spent.append(time.process_time() - used)
    return statistics.median(taken), statistics.median(spent)


def methods(case_path: Path, draws: int) -> Iterator[list[str]]:
    """Every method alone, then all of them."""
    case = read_case(case_path).case
    yield ["method", "draws", "distinct", "s", "cpu s", "µs a draw"]
    ran = [name for name, join in joins().items() if join.lacks(case) is None]
    for name in [*ran, "together"]:
        only = ran if name == "together" else [name]
        taken, spent = median_seconds(lambda only=only: run_methods(case, Ensemble(draws), only=only))  # type: ignore[misc]
        found = len(prepare(case, {}, {}).problems(Draws(draws))) if name == "conflict" else None
        count = f"{found:,}" if found is not None else "–"
        yield [name, f"{draws:,}", count, f"{taken:.3f}", f"{spent:.3f}", f"{taken / draws * 1e6:.1f}"]


def plays(case_path: Path, draws: int, sample: int) -> Iterator[list[str]]:
    """The plays of the case's own problems, side by side and one by one."""
    run = prepare(read_case(case_path).case, {}, {})
    begun = max(run.problems(Draws(draws)).begun, key=len)
    arena = run.solver.arena(begun.start)
    ranks = begun.ranks(np.arange(len(begun)))
    some = ranks[np.linspace(0, len(ranks) - 1, min(sample, len(ranks))).astype(int)].astype(np.int64)
    yield ["play", "states", "problems", "each µs", "plain each µs", "ratio"]
    for setting in SETTINGS:
        swift, _ = median_seconds(lambda s=setting: ends(arena, ranks, s.concept, s.deals, run.model.initiatives))  # type: ignore[misc]
        plain, _ = median_seconds(lambda s=setting: one_by_one(run, arena, some, s))  # type: ignore[misc]
        each, slow = swift / len(ranks), plain / len(some)
        name = f"{setting.concept}, {'deals' if setting.deals > 1 else 'none'}"
        yield [name, f"{len(arena)}", f"{len(ranks):,}", f"{each * 1e6:.1f}", f"{slow * 1e6:.0f}", f"{slow / each:.0f}"]


def one_by_one(run: ConflictRun, arena: Arena, ranks: np.ndarray, setting: Setting) -> None:
    for rows in ranks:
        play(arena, rows, setting.concept, setting.deals, run.model.initiatives)


def whole(case_path: Path, draws: int, workers: int) -> Iterator[list[str]]:
    """The whole assessment in this process, and with workers."""
    yield ["assessment", "draws", "s", "cpu s here"]
    for count in (1, workers) if workers > 1 else (1,):
        with SERIAL if count == 1 else Pool(count) as executor:
            taken, spent = median_seconds(
                lambda e=executor: assessed(case_path, draws, e), 1 if draws > 20_000 else LEAST
            )  # type: ignore[misc]
        yield [f"{count} process", f"{draws:,}", f"{taken:.1f}", f"{spent:.1f}"]


def assessed(case_path: Path, draws: int, executor: Executor) -> None:
    assess(case_path, Ensemble(draws, executor=executor))


def memory(case_path: Path, draws: list[int]) -> Iterator[list[str]]:
    """The peak of a process that runs all methods with what they have to show; and of one that does the least."""
    yield ["memory", "draws", "peak MiB", "bytes a draw"]
    base = peak(case_path, 100)
    for count in draws:
        most = peak(case_path, count)
        yield ["methods", f"{count:,}", f"{most:.0f}", f"{(most - base) * (1 << 20) / count:.0f}"]


def peak(case_path: Path, draws: int) -> float:
    arguments = [sys.executable, __file__, "--peak", str(draws), "--case", str(case_path)]
    return float(json.loads(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout))


def show(rows: Iterator[list[str]]) -> None:
    """Prints each row as soon as it is there."""
    for cells in rows:
        print("  ".join(cell.rjust(13) if k else cell.ljust(14) for k, cell in enumerate(cells)), flush=True)
    print(flush=True)


def main() -> None:
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("--case", type=Path, default=CASE, help="the case")
    reader.add_argument("--draws", type=int, default=10_000, help="draws of all that is timed")
    reader.add_argument("--sample", type=int, default=60, help="problems that the plain reference plays")
    reader.add_argument("--workers", type=int, default=2, help="workers of the whole assessment; 1 for none")
    reader.add_argument("--memory", type=int, nargs="*", default=[10_000, 100_000], help="draws at which memory is met")
    reader.add_argument("--peak", type=int, metavar="DRAWS", help="print the peak memory of one run")
    asked = reader.parse_args()
    if asked.peak:
        run_methods(read_case(asked.case).case, Ensemble(asked.peak), with_facts=True)
        print(json.dumps(own_peak()))
        return
    print(f"{os.cpu_count()} cores; load before {os.getloadavg()[0]:.1f}\n")
    show(methods(asked.case, asked.draws))
    show(plays(asked.case, asked.draws, asked.sample))
    show(memory(asked.case, asked.memory))
    show(whole(asked.case, asked.draws, asked.workers))


if __name__ == "__main__":
    main()
