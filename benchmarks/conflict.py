"""How long conflict analysis takes and how much memory it needs, from 2^10 to 2^22 states, beside its plain twin.

`make bench` prints the tables. Times are medians in one process after the kernels were compiled, from the problem in
arrays to all five stability tables of every decision maker; memory is the peak of a process of its own that makes the
conflict and solves it once. The plain twin is the same mathematics in NumPy; it is left out where it would take
minutes. Nothing else should be running on the machine.
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
from typing import Any

import numpy as np
from memory import own_peak

from estimative.base.kernels import EVERYBODY
from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.space import Factor, StateSpace
from estimative.methods.conflict import Conflict, ranks_from_levels, solve, solve_many, warm_up
from estimative.methods.conflict.stability import plain_tables

PLAIN_UP_TO = 16
STATEMENTS = 12


def names(decision_makers: int) -> tuple[str, ...]:
    return tuple(f"dm{i}" for i in range(decision_makers))


def factors(bits: int, decision_makers: int, rng: np.random.Generator, one_way: float = 0.0) -> tuple[Factor, ...]:
    """As many options to each; a share of them `one_way`."""
    return tuple(
        Factor(
            f"o{k}",
            owner=f"dm{k * decision_makers // bits}",
            moves=str(rng.choice(["forward", "back"])) if rng.random() < one_way else "both",  # type: ignore[arg-type]
        )
        for k in range(bits)
    )


def free(bits: int, decision_makers: int, seed: int = 0) -> Conflict:
    """Every state feasible, every move reversible, no ties, ranks drawn at random."""
    rng = np.random.default_rng(seed)
    ranks = np.stack([rng.permutation(1 << bits) for _ in range(decision_makers)])
    return Conflict(names(decision_makers), factors(bits, decision_makers, rng), np.ones(1 << bits, bool), ranks)


def mixed(bits: int, decision_makers: int, seed: int = 0) -> Conflict:
    """Three states in ten infeasible, two options in five one-way, fifty ranks with ties, drawn at random."""
    rng = np.random.default_rng(seed)
    owned = factors(bits, decision_makers, rng, one_way=0.4)
    ranks = rng.integers(0, 50, (decision_makers, 1 << bits))
    return Conflict(names(decision_makers), owned, rng.random(1 << bits) < 0.7, ranks)


def stated(bits: int, decision_makers: int, seed: int = 0) -> Conflict:
    """Rules and preferences as people write them: statements, in order of priority for each decision maker."""
    rng = np.random.default_rng(seed)
    owned = factors(bits, decision_makers, rng, one_way=0.2)

    def statement() -> str:
        chosen = rng.choice(bits, int(rng.integers(1, 4)), replace=False)
        signed = [f"o{k}" if rng.random() < 0.5 else f"not o{k}" for k in chosen]
        return str(rng.choice([" and ", " or "])).join(signed)

    rules = [f"not (o{a} and o{b} and not o{c})" for a, b, c in (rng.choice(bits, 3, replace=False) for _ in range(3))]
    space = StateSpace(owned, {}, tuple(parse_statement(rule) for rule in rules))
    priorities = [[parse_statement(statement()) for _ in range(STATEMENTS)] for _ in range(decision_makers)]
    ranks = np.stack([ranks_from_levels((space.holds(s) for s in wants), space.size) for wants in priorities])
    return Conflict(names(decision_makers), owned, space.feasible, ranks)


KINDS: dict[str, Callable[[int, int], Conflict]] = {"free": free, "mixed": mixed, "stated": stated}


def median_seconds(work: Callable[[], object], least: float = 0.5, most: int = 25) -> tuple[float, float]:
    """The median of at least three runs, and of more while they take less than `least` seconds together.

    By the clock, and as processors spent it, all threads together: on a busy machine only the latter means much.
    """
    taken: list[float] = []
    spent: list[float] = []
    while len(taken) < 3 or (sum(taken) < least and len(taken) < most):
        start, used = time.perf_counter(), time.process_time()
        work()
        taken.append(time.perf_counter() - start)
        spent.append(time.process_time() - used)
    return statistics.median(taken), statistics.median(spent)


def peak(kind: str, bits: int, decision_makers: int) -> float:
    """The peak memory in MiB of a process that makes and solves one such conflict."""
    arguments = [sys.executable, __file__, "--peak", kind, str(bits), str(decision_makers)]
    return float(json.loads(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout))


def row(kind: str, bits: int, decision_makers: int, plain_up_to: int) -> list[str]:
    made = time.perf_counter()
    problem = KINDS[kind](bits, decision_makers)
    made = time.perf_counter() - made
    swift, spent = median_seconds(lambda: solve(problem))
    plain = median_seconds(lambda: plain_tables(problem), least=0.0)[0] if bits <= plain_up_to else None
    return [
        kind,
        f"2^{bits}",
        f"{len(problem.states):,}",
        str(decision_makers),
        f"{made:.3f}",
        f"{swift:.4f}",
        f"{spent:.4f}",
        f"{plain:.3f}" if plain is not None else "–",
        f"{plain / swift:.0f}" if plain is not None else "–",
        f"{peak(kind, bits, decision_makers):,.0f}",
    ]


def growth(least: int, most: int, plain_up_to: int) -> Iterator[list[str]]:
    yield ["kind", "codes", "feasible", "DMs", "made s", "solved s", "cpu s", "plain s", "ratio", "peak MiB"]
    for kind in KINDS:
        for bits in range(least, most + 1, 2):
            yield row(kind, bits, 3 if bits <= 12 else 5, plain_up_to)


def many(bits: int, decision_makers: int, draws: int) -> Iterator[list[str]]:
    """Draws of ranks for one conflict, streamed; "grown" is what memory gained after the first tenth of them."""
    yield ["kind", "codes", "DMs", "draws", "all s", "each ms", "plain each ms", "grown MiB", "peak MiB"]
    for kind in ("free", "mixed"):
        problem = KINDS[kind](bits, decision_makers)
        rng = np.random.default_rng(1)

        def drawn(problem: Conflict = problem, rng: np.random.Generator = rng) -> Iterator[Any]:
            for _ in range(draws):
                yield rng.permuted(problem.ranks, axis=1)

        start, before = time.perf_counter(), 0.0
        for count, result in enumerate(solve_many(problem, drawn())):
            result.equilibria("SEQ")
            if count == draws // 10:
                before = own_peak()
        taken = time.perf_counter() - start
        plain, _ = median_seconds(lambda problem=problem: plain_tables(problem), least=0.0)  # type: ignore[misc]
        yield [
            kind,
            f"2^{bits}",
            str(decision_makers),
            f"{draws:,}",
            f"{taken:.1f}",
            f"{taken / draws * 1e3:.2f}",
            f"{plain * 1e3:.0f}",
            f"{own_peak() - before:.0f}",
            f"{own_peak():,.0f}",
        ]


def show(rows: Iterator[list[str]]) -> None:
    """Prints each row as soon as it is there."""
    for cells in rows:
        print("  ".join(cell.rjust(12) if k else cell.ljust(8) for k, cell in enumerate(cells)), flush=True)


def main() -> None:
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("--least", type=int, default=10, help="log2 of the smallest number of codes")
    reader.add_argument("--most", type=int, default=22, help="log2 of the largest number of codes")
    reader.add_argument(
        "--plain-up-to", type=int, default=PLAIN_UP_TO, help="log2 of the most codes for the plain twin"
    )
    reader.add_argument("--draws", type=int, default=200, help="draws of a conflict of 16 options; 0 leaves them out")
    reader.add_argument("--peak", nargs=3, metavar=("KIND", "BITS", "DMS"), help="print the peak memory of one run")
    asked = reader.parse_args()
    if asked.peak:
        kind, bits, decision_makers = asked.peak
        warm_up()
        solve(KINDS[kind](int(bits), int(decision_makers)))
        print(json.dumps(own_peak()))
        return
    start = time.perf_counter()
    found = warm_up()
    cores = os.cpu_count()
    print(f"{EVERYBODY.size} threads of {cores} cores; kernels {'ready' if found else 'absent'} after", end=" ")
    print(f"{time.perf_counter() - start:.1f} s; load before {os.getloadavg()[0]:.1f}\n")
    show(growth(asked.least, asked.most, asked.plain_up_to))
    if asked.draws:
        print()
        show(many(16, 4, asked.draws))


if __name__ == "__main__":
    main()
