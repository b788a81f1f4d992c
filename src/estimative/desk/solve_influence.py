"""Solving a file of actors and influence, without a case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from estimative.base.canonical import rounded

if TYPE_CHECKING:
    from estimative.methods.influence import InfluenceResult, Reading

OTHER = "R_normalised_mean_1_if_I_and_D_include_the_diagonal"


def solve_influence(
    path: Path, reading: str = "excluded", asked: Sequence[tuple[str, str]] = (), k: int = 3
) -> dict[str, Any]:
    """The tables of MACTOR for a casebook file, under the names that the casebook gives them, as plain data.

    `reading` says whether influence and dependence leave out what an actor has on itself through others (`excluded`) or
    take it in (`included`): I, D, 3MAO and all that is weighed follow it. R stands there in both readings. `asked` has
    pairs of actors for whom the `k` strongest roads are looked for. Where nothing is shared an ambivalence or a
    degree is None. Raises ProblemsError for what is wrong in the file, UsageError for a name or a reading that is none.
    """
    from estimative.exchange.casebook_influence import read_influence
    from estimative.methods.influence import roads, solve, tables

    problem = read_influence(path)
    result = solve(problem, cast("Reading", reading))  # one that is none is refused there
    both = {name: tables(problem.influence, problem.stakes, name).power.tolist() for name in ("excluded", "included")}
    found = [roads(problem, start, end, k).to_dict() for start, end in asked]
    answer = {
        "reading": reading,
        "actors": list(problem.actors),
        "objectives": list(problem.objectives),
        **_tables(result, both),
        **({"roads": found} if asked else {}),
        "complete": result.complete,
        "warnings": list(result.warnings),
    }
    return {**rounded(answer), "seconds": result.seconds}


def _tables(result: InfluenceResult, power: dict[str, list[float]]) -> dict[str, Any]:
    plain = result.to_dict()
    answer = {name: plain[name] for name in ("MDI", "MDII", "I", "D")}
    answer |= {"R_normalised_mean_1": power["excluded"], OTHER: power["included"]}
    answer |= {"MMDII": plain["MMDII"], "Q_normalised_mean_1": plain["Q"], "net_influence": plain["net_influence"]}
    for level in (1, 2, 3):
        answer |= {
            f"{level}MAO": plain[f"{level}MAO"],
            f"mobilisation_{level}MAO_rows": plain[f"mobilisation_{level}MAO"],
            f"objectives_{level}MAO_for_against": plain[f"objectives_{level}MAO"],
            f"{level}CAA": plain[f"{level}CAA"],
            f"{level}DAA": plain[f"{level}DAA"],
            f"ambivalence_{level}": plain[f"ambivalence_{level}"],
            f"degree_convergence_pct_{level}": plain[f"degree_convergence_{level}"],
        }
    return answer
