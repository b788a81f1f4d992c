"""How long all consistent scenarios take to find, by size and density, beside a plain reference.

Random problems: a share of the ordered pairs of descriptors has judgments, whole numbers from -3 to 3 with equal
chances. Times are medians and worst of several problems, each solved once after the kernels were compiled, from the
problem in arrays to the proof that nothing is missing. The plain reference is the same bound in NumPy without
propagation: it fixes the descriptors in their order, all partial scenarios side by side, and drops those in which a
fixed variant can no longer be the best; it is left out where it would take minutes. Nothing else should be running.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from estimative.base.kernels import EVERYBODY, Team
from estimative.methods.cross_impact import CrossImpact, solve
from estimative.methods.cross_impact.problem import Ints


def named(counts: tuple[int, ...], matrix: Ints) -> CrossImpact:
    names = tuple(f"d{j}" for j in range(len(counts)))
    return CrossImpact(names, tuple(tuple(f"v{k}" for k in range(count)) for count in counts), matrix)


def scattered(count: int, variants: int, density: float, seed: int, block: int | None = None) -> CrossImpact:
    """A share of all blocks is filled; with `block` only those among as many neighbours."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(-3, 4, (count * variants, count * variants))
    filled = rng.random((count, count)) < density
    np.fill_diagonal(filled, val=False)
    if block is not None:
        place = np.arange(count) // block
        filled &= place[:, None] == place[None, :]
    return named((variants,) * count, matrix * np.kron(filled, np.ones((variants, variants), dtype=int)))


def archipelago(seed: int) -> CrossImpact:
    """A hundred descriptors of two variants in ten islands, each with exactly ten consistent scenarios."""
    matrix = np.zeros((200, 200), dtype=np.int64)
    island = 0
    for attempt in range(100_000):
        one = scattered(10, 2, 0.15, seed * 100_000 + attempt)
        found = solve(one)
        if found.count == 10 and len(found.islands) == 1:
            matrix[island : island + 20, island : island + 20] = one.matrix
            island += 20
            if island == 200:
                break
    return named((2,) * 100, matrix)


def plain(problem: CrossImpact) -> Ints:
    """All consistent scenarios, descriptor by descriptor, without propagation."""
    counts, offsets, matrix = problem.counts, problem.offsets, problem.matrix
    partial = np.zeros((1, 0), dtype=np.int64)
    for depth in range(1, len(counts) + 1):
        own = np.tile(np.arange(counts[depth - 1]), len(partial))
        partial = np.column_stack([np.repeat(partial, counts[depth - 1], axis=0), own])
        fine = np.ones(len(partial), dtype=bool)
        known = sum(matrix[offsets[i] + partial[:, i]] for i in range(depth))
        for j in range(depth):
            for rival in range(counts[j]):
                column, chosen = offsets[j] + rival, offsets[j] + partial[:, j]
                gap = known[:, column] - known[np.arange(len(partial)), chosen]
                for i in range(depth, len(counts)):
                    block = matrix[problem.columns(i)]
                    least = (block[:, [column]] - block[:, problem.columns(j)]).min(axis=0)
                    gap = gap + least[partial[:, j]]
                fine &= gap <= 0
        partial = partial[fine]
    return partial


KINDS: tuple[tuple[str, Callable[[int], CrossImpact], int, bool], ...] = (
    ("10 x 3, 60 %", lambda seed: scattered(10, 3, 0.6, seed), 9, True),
    ("12 x 3, 60 %", lambda seed: scattered(12, 3, 0.6, seed), 9, True),
    ("15 x 3, 60 %", lambda seed: scattered(15, 3, 0.6, seed), 9, True),
    ("20 x 3, 60 %", lambda seed: scattered(20, 3, 0.6, seed), 9, False),
    ("25 x 3, 60 %", lambda seed: scattered(25, 3, 0.6, seed), 5, False),
    ("30 x 3, 30 %", lambda seed: scattered(30, 3, 0.3, seed), 9, False),
    ("40 x 3 in blocks of five", lambda seed: scattered(40, 3, 0.6, seed, block=5), 9, False),
    ("100 x 2 in ten islands", archipelago, 3, False),
    ("40 x 3, 30 %", lambda seed: scattered(40, 3, 0.3, seed), 5, False),
    ("30 x 3, 60 %", lambda seed: scattered(30, 3, 0.6, seed), 3, False),
)


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds by the clock and as processors spent them, all threads together; and what came out."""
    start, used = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - start, time.process_time() - used, result


def growth(only: str, team: Team, most_seeds: int) -> Iterator[list[str]]:
    yield ["problem", "problems", "found", "median ms", "worst ms", "cpu ms", "plain ms", "ratio"]
    for name, make, seeds, with_plain in KINDS:
        if only not in name:
            continue
        taken, spent, found, slow = [], [], [], []
        for seed in range(min(seeds, most_seeds)):
            problem = make(seed)
            wall, cpu, result = timed(lambda problem=problem: solve(problem, team=team))  # type: ignore[misc]
            found.append(result)
            taken.append(wall)
            spent.append(cpu)
            if with_plain and seed < 3:
                slow.append(timed(lambda problem=problem: plain(problem))[0] / wall)  # type: ignore[misc]
        middle = statistics.median(taken)
        ratio = statistics.median(slow) if slow else None
        yield [
            name,
            str(len(taken)),
            f"{int(statistics.median(result.count for result in found)):,}",
            f"{middle * 1e3:,.1f}",
            f"{max(taken) * 1e3:,.1f}",
            f"{statistics.median(spent) * 1e3:,.1f}",
            f"{middle * ratio * 1e3:,.0f}" if ratio else "–",
            f"{ratio:,.0f}" if ratio else "–",
        ]


def show(rows: Iterator[list[str]]) -> None:
    """Prints each row as soon as it is there."""
    for cells in rows:
        print("  ".join(cell.rjust(14) if k else cell.ljust(26) for k, cell in enumerate(cells)), flush=True)


def main() -> None:
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("--only", default="", help="only problems whose name has this text in it")
    reader.add_argument("--seeds", type=int, default=99, help="at most so many problems of each kind")
    reader.add_argument("--threads", type=int, default=EVERYBODY.size, help="threads for the hard ones")
    asked = reader.parse_args()
    team = Team(asked.threads)
    start = time.perf_counter()
    solve(scattered(20, 3, 0.5, 1), team=team)
    print(f"{team.size} threads of {os.cpu_count()} cores; kernels ready after", end=" ")
    print(f"{time.perf_counter() - start:.1f} s; load before {os.getloadavg()[0]:.1f}\n")
    show(growth(asked.only, team, asked.seeds))


if __name__ == "__main__":
    main()
