"""How far forecasts of bargaining were off on issues of EU law-making: the DEU III data, scales from 0 to 100.

The data are read from a file, by default beside the project, and are no part of it: Arregui and Perarnaud 2021,
doi:10.34810/data53. One line an issue: positions p.., saliences s.. (0 to 100), reference point rp, outcome out, in
columns by tabs. The first line after the head is no issue: it has one figure per actor, which reads like gross domestic
product, and is not used. Kept are issues with a known outcome and two or more actors with position and salience.

Capability is votes in the Council: after Nice where a member of 2004 or later stands on the issue, else before Nice;
Commission and Parliament have as many as the largest member. Exchange is over the kept issues of one proposal; where
there is only one it is the compromise.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from estimative.methods.bargaining import PRESETS, Bargaining, Exchange, baselines, nash, run_eum, trade

WHERE = Path(__file__).resolve().parents[2] / "shared" / "data" / "deu3.csv"
ROUNDS = (1, 2, 5)
INSTITUTIONS = ("com", "ep")
BEFORE_NICE = {
    "at": 4, "be": 5, "dk": 3, "fi": 3, "fr": 10, "de": 10, "el": 5, "ie": 3, "it": 10, "lu": 2, "nl": 5, "pt": 5,
    "es": 8, "se": 4, "uk": 10,
}  # fmt: skip
AFTER_NICE = {
    "at": 10, "be": 12, "bu": 10, "cr": 7, "cy": 4, "cz": 12, "dk": 7, "ee": 4, "fi": 7, "fr": 29, "de": 29, "el": 12,
    "hu": 12, "ie": 7, "it": 29, "lv": 4, "lt": 7, "lu": 4, "mt": 3, "nl": 13, "pl": 27, "pt": 12, "ro": 14, "si": 4,
    "sk": 7, "es": 27, "se": 10, "uk": 29,
}  # fmt: skip
"""Votes by the data's own names for the members: bu is Bulgaria, cr Croatia, el Greece."""


@dataclass(frozen=True)
class Issue:
    """What was bargained over, in which proposal, and what came of it."""

    id: str
    proposal: str
    problem: Bargaining
    outcome: float


def read(path: Path) -> list[Issue]:
    """The issues that are kept, in the order of the file."""
    with path.open(encoding="latin-1", newline="") as text:
        found = [issue(row) for row in csv.DictReader(text, delimiter="\t") if row["isnr"] and row["out"]]
    return [each for each in found if each]


def issue(row: Mapping[str, str]) -> Issue | None:
    """The issue of one line, None with fewer than two actors; actors in the order of the file's columns."""
    actors = [a for a in (*INSTITUTIONS, *AFTER_NICE) if row[f"p{a}"] and row[f"s{a}"]]
    if len(actors) < 2:
        return None
    later = any(a not in BEFORE_NICE and a not in INSTITUTIONS for a in actors)
    votes = AFTER_NICE if later else BEFORE_NICE
    problem = Bargaining(
        tuple(actors),
        [float(row[f"p{a}"]) for a in actors],
        [votes.get(a, max(votes.values())) for a in actors],
        [float(row[f"s{a}"]) / 100 for a in actors],
        low=0,
        high=100,
        status_quo=float(row["rp"]) if row["rp"] else None,
        title=row["isnr"],
    )
    return Issue(row["isnr"], row["prnr"], problem, float(row["out"]))


def exchanged(issues: Sequence[Issue]) -> dict[str, float]:
    """Where deals over the issues of each proposal put them."""
    found: dict[str, float] = {}
    for proposal in dict.fromkeys(each.proposal for each in issues):
        table = Exchange({each.id: each.problem for each in issues if each.proposal == proposal})
        found.update(trade(table).after)
    return found


def forecasts(issues: Sequence[Issue]) -> dict[str, list[float | None]]:
    """Every forecast by name, one figure for each issue; None where it says nothing."""
    table: dict[str, list[float | None]] = {}
    deals = exchanged(issues)
    for each in issues:
        problem = each.problem
        figures = baselines(problem, {}, deals[each.id])
        figures["nash"] = nash(problem)
        figures["nash_status_quo"] = None if problem.status_quo is None else nash(problem, problem.status_quo)
        for preset in PRESETS:
            figures.pop(f"eum_{preset.lower()}_mean"), figures.pop(f"eum_{preset.lower()}_median")
            run = run_eum(problem.position, problem.capability, problem.salience, rounds=max(ROUNDS), preset=preset)
            for rounds in ROUNDS:
                name = f"eum_{preset.lower()}_{rounds}_round{'s' * (rounds > 1)}"
                figures[f"{name}_mean"] = run.mean[rounds]
                figures[f"{name}_median"] = run.median[rounds]
        for name, value in figures.items():
            table.setdefault(name, []).append(value)
    return table


def errors(issues: Sequence[Issue], table: Mapping[str, list[float | None]]) -> list[dict[str, float | str]]:
    """How far off each forecast was, best first.

    Per forecast: issues on which it says something, mean absolute error, root of the mean squared error, the
    share of issues that it missed by at most 10 points, and how much worse its mean absolute error is than the
    compromise's on the same issues, with the standard error of that difference (proposals drawn as wholes).
    """
    outcome = np.array([each.outcome for each in issues])
    proposal = np.array([each.proposal for each in issues])
    reference = np.abs(np.array(table["weighted_mean"], dtype=float) - outcome)
    rows: list[dict[str, float | str]] = []
    for name, values in table.items():
        missed = np.abs(np.array(values, dtype=float) - outcome)
        said = ~np.isnan(missed)
        worse = missed[said] - reference[said]
        centred = worse - worse.mean()
        sums = [centred[proposal[said] == p].sum() for p in np.unique(proposal[said])]
        rows.append(
            {
                "forecast": name,
                "issues": int(said.sum()),
                "mean_absolute_error": float(missed[said].mean()),
                "root_mean_square": float(np.sqrt((missed[said] ** 2).mean())),
                "within_10": float((missed[said] <= 10).mean()),
                "worse_than_compromise": float(worse.mean()),
                "standard_error": float(np.sqrt(np.square(sums).sum()) / said.sum()),
            }
        )
    return sorted(rows, key=lambda row: (-int(row["issues"]), float(row["mean_absolute_error"])))


def main() -> None:
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("file", nargs="?", type=Path, default=WHERE, help="the data set, columns by tabs")
    reader.add_argument("--json", action="store_true", help="print the table as JSON")
    asked = reader.parse_args()
    if not asked.file.is_file():
        sys.exit(f"there is no file {asked.file}; the data set is doi:10.34810/data53")
    issues = read(asked.file)
    rows = errors(issues, forecasts(issues))
    if asked.json:
        print(json.dumps(rows, indent=1))
        return
    several = [each for each in issues if sum(other.proposal == each.proposal for other in issues) > 1]
    print(f"{len(issues)} issues of {len({each.proposal for each in issues})} proposals; {len(several)} are one of")
    print("several issues of their proposal, and there exchange can do something. On scales from 0 to 100:\n")
    print(f"{'forecast':34}{'issues':>7}{'MAE':>7}{'RMS':>7}{'≤ 10':>7}{'than compromise':>17}")
    for row in rows:
        print(
            f"{row['forecast']:34}{row['issues']:>7}{row['mean_absolute_error']:>7.2f}{row['root_mean_square']:>7.1f}"
            f"{row['within_10']:>7.0%}{row['worse_than_compromise']:>+10.2f} ± {row['standard_error']:.2f}"
        )


if __name__ == "__main__":
    main()
