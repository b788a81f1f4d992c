"""How well ensembles scale: a pool and a Dask cluster beside one process, and memory by the number of draws.

The load is what the worked case's conflict is solved in: the parts of many draws, for several seeds; then the same of
its cross-impact balances. Workers are started before time is taken, and how long they take to start is told apart.
Every executor's answers are compared, to the byte. Times are medians of rounds in which all executors take their turn,
so that what else the machine does meets all of them; `cpu` is what the processors spent, workers and all, which others
who compute at once leave alone: with two workers half of it is the least that the clock can show. Memory is the peak of
a process that draws, runs every method and writes every draw as Parquet. Without the extra `distributed` there is no
cluster, and nothing of `cpu`. A part of the conflict takes some ten milliseconds, one of the balances three: there what
the cluster does for itself shows.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from memory import own_peak

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble, run_methods
from estimative.base.errors import MissingExtraError
from estimative.base.optional import optional
from estimative.base.progress import SILENT, Progress
from estimative.case.longform import case_digest
from estimative.desk.draws_file import write_draws
from estimative.ensemble.choosing import executor_of
from estimative.ensemble.draws import Draws
from estimative.ensemble.executors import SERIAL, Arrays, Executor, Job, Serial, Work
from estimative.exchange.case_files import read_case

CASE = Path(__file__).parents[1] / "cases" / "kabul-airport-2021"
LOADS = ("conflict", "cross-impact")


class Listening(Serial):
    """Computes here, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Job, list[Arrays]]] = []

    def run(self, job: Job, parts: Sequence[Arrays], progress: Progress = SILENT) -> Iterator[Arrays]:
        """As the serial executor answers."""
        self.asked.append((job, list(parts)))
        return super().run(job, parts, progress)


def load_of(case_path: Path, method: str, draws: int, seeds: int) -> tuple[Job, list[Arrays]]:
    """The parts that a method of the case is solved in, those of several seeds after each other."""
    case, listening = read_case(case_path).case, Listening()
    for seed in range(seeds):
        joins()[method].prepare(case, {}, {}, frozenset()).weigh(Draws(draws, seed), Work(listening))
    job = listening.asked[0][0]
    return job, [part for other, parts in listening.asked if other.key == job.key for part in parts]


def digest_of(answers: Iterable[Arrays]) -> str:
    found = hashlib.sha256()
    for answer in answers:
        for name, array in sorted(answer.items()):
            found.update(name.encode() + array.tobytes())
    return found.hexdigest()


def spent() -> float:
    """Processor seconds of this process and all that it started and that live."""
    try:
        here = optional("psutil", "distributed").Process()
    except MissingExtraError:
        return math.nan
    return sum(sum(process.cpu_times()[:2]) for process in (here, *here.children(recursive=True)))


def seconds(executor: Executor, job: Job, parts: Sequence[Arrays]) -> tuple[float, float, str]:
    before, start = spent(), time.perf_counter()
    told = digest_of(executor.run(job, parts))
    taken = time.perf_counter() - start
    return taken, spent() - before, told


def scaling(case_path: Path, method: str, draws: int, seeds: int, workers: int, times: int) -> None:
    job, parts = load_of(case_path, method, draws, seeds)
    print(f"\n{method}: {len(parts)} parts of {draws:,} draws for {seeds} seeds; {workers} workers")
    executors: dict[str, Executor] = {"serial": SERIAL}
    with ExitStack() as open_:
        for name in ("pool", "dask"):
            try:
                executors[name] = open_.enter_context(executor_of(name, workers))
            except MissingExtraError as error:
                print(f"{name}: {error}")
        names = list(executors)
        taken: dict[str, list[float]] = {name: [] for name in names}
        used: dict[str, list[float]] = {name: [] for name in names}
        for name in names[1:]:
            start = time.perf_counter()
            list(executors[name].run(job, parts[: 2 * workers]))
            print(f"{name:8}{time.perf_counter() - start:8.2f} s until its first parts were answered")
        told = set()
        for _ in range(times):
            for name in names:
                each, processor, what = seconds(executors[name], job, parts)
                taken[name].append(each)
                used[name].append(processor)
                told.add(what)
    if len(told) != 1:
        sys.exit("the executors do not agree")
    medians = {name: statistics.median(each) for name, each in taken.items()}
    print(f"{'':8}{'s':>8}{'least':>8}{'cpu':>8}{'serial/it':>11}{'it/pool':>9}")
    for name in names:
        ratios = f"{medians['serial'] / medians[name]:11.2f}{medians[name] / medians['pool']:9.2f}"
        print(
            f"{name:8}{medians[name]:8.2f}{min(taken[name]):8.2f}{statistics.median(used[name]):8.2f}{ratios}",
            flush=True,
        )


def high_water(case_path: Path, draws: int, sampling: str) -> None:
    """Prints the peak memory, in MiB, of this process after one ensemble is run and written."""
    case = read_case(case_path).case
    ensemble = Ensemble(draws, sampling=sampling)  # type: ignore[arg-type]
    runs = run_methods(case, ensemble)
    with tempfile.TemporaryDirectory() as folder, suppress(MissingExtraError):
        write_draws(Path(folder) / "draws.parquet", runs, ensemble.which, case_digest(case))
    print(round(own_peak()))


def memory(case_path: Path) -> None:
    print(f"\n{'draws':>8}{'independent, MiB':>18}{'latin, MiB':>12}")
    for draws in (2_000, 10_000, 50_000, 250_000):
        cells = []
        for sampling in ("independent", "latin"):
            command = [sys.executable, __file__, "--case", str(case_path), "--peak", str(draws), "--sampling", sampling]
            cells.append(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())
        print(f"{draws:>8,}{cells[0]:>18}{cells[1]:>12}", flush=True)


def main() -> None:
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("--case", type=Path, default=CASE)
    reader.add_argument("--draws", type=int, default=20_000)
    reader.add_argument("--seeds", type=int, default=48)
    reader.add_argument("--workers", type=int, default=2)
    reader.add_argument("--times", type=int, default=5, help="rounds of which the median is taken")
    reader.add_argument("--sampling", default="independent", help=argparse.SUPPRESS)
    reader.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.peak is not None:
        high_water(asked.case, asked.peak, asked.sampling)
        return
    print(f"load before {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for method in LOADS:
        scaling(asked.case, method, asked.draws, asked.seeds, asked.workers, asked.times)
    memory(asked.case)


if __name__ == "__main__":
    main()
