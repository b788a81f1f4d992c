"""How long the expected-utility model takes, by actors, beside its plain form that adds up all votes of all pairs.

Five rounds in one process on one thread, positions, capabilities and saliences drawn at random; times are medians. The
plain form costs n³ and is left out where it would take minutes. Before it is timed, its positions after the first round
are compared with the fast form's. Nothing else should be running on the machine: the load is printed, and `cpu` is the
processor time, which is what others who compute at once leave alone.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from estimative.methods.bargaining import PRESETS, run_eum
from estimative.methods.bargaining.eum_plain import plain_round

SIZES = (10, 30, 100, 200, 500, 1000, 2000)
ROUNDS = 5
PLAIN_UP_TO = 500


def measured(work: Callable[[], object], least: float = 0.5) -> tuple[float, float]:
    """Median seconds on the clock and of the processor; as many runs as fit into `least` seconds, three at least."""
    clock, processor = list[float](), list[float]()
    while len(clock) < 3 or sum(clock) < least:
        at, used = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - at)
        processor.append(time.process_time() - used)
    return statistics.median(clock), statistics.median(processor)


def main() -> None:
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("--most", type=int, default=SIZES[-1], help="the most actors")
    reader.add_argument("--plain-up-to", type=int, default=PLAIN_UP_TO, help="the most actors for the plain form")
    asked = reader.parse_args()
    print(f"{ROUNDS} rounds; load before {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(f"{'preset':12}{'actors':>7}{'seconds':>10}{'cpu':>9}{'growth':>8}{'plain cpu':>11}{'ratio':>8}")
    for preset in PRESETS:
        before: tuple[int, float] | None = None
        for count in (size for size in SIZES if size <= asked.most):
            rng = np.random.default_rng(count)
            issue = 100 * rng.random(count), rng.random(count), rng.random(count)

            def fast(preset: str = preset, issue: tuple[np.ndarray, ...] = issue) -> np.ndarray:
                return run_eum(*issue, rounds=ROUNDS, preset=preset).positions

            def plain(preset: str = preset, issue: tuple[np.ndarray, ...] = issue) -> None:
                position, capability, salience = issue
                for _ in range(ROUNDS):
                    position = plain_round(position, capability, salience, preset, 1.0).after

            clock, used = measured(fast)
            growth = f"n^{np.log(used / before[1]) / np.log(count / before[0]):.1f}" if before else ""
            cells = ["", ""]
            if count <= asked.plain_up_to:
                if not np.allclose(plain_round(*issue, preset, 1.0).after, fast()[1], rtol=0, atol=1e-7):
                    sys.exit(f"{preset} with {count} actors: the two forms part")
                slow = measured(plain, least=0)[1]
                cells = [f"{slow:.3f}", f"{slow / used:.0f}"]
            print(f"{preset:12}{count:>7}{clock:>10.4f}{used:>9.4f}{growth:>8}{cells[0]:>11}{cells[1]:>8}", flush=True)
            before = (count, used)


if __name__ == "__main__":
    main()
