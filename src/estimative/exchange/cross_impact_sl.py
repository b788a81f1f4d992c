"""Solutions of the program ScenarioWizard (`.sl`): consistent scenarios with weight, margin and total impact score."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from estimative.base.files import MEBIBYTE, read_bytes
from estimative.exchange.cross_impact_book import spot
from estimative.exchange.cross_impact_scw import FIRST, decoded, text_lines
from estimative.exchange.csv_tables import TableFindings
from estimative.methods.cross_impact.problem import CrossImpact

MAX_FILE = 64 * MEBIBYTE

_FLOAT = r"\s*([+-]?[0-9]{1,18}(?:[.,][0-9]{1,18})?(?:[eE][+-]?[0-9]{1,3})?)\s*"
_WHOLE = r"\s*([+-]?[0-9]{1,15})\s*"
_ROW = re.compile(rf'"([0-9 ]*)",{_FLOAT},{_WHOLE},{_WHOLE},{_WHOLE},"(.*)"')


@dataclass(frozen=True)
class Solution:
    """One row: the scenario (variants from 0), what the program says of it, and the user's comment.

    `weight` is a number of starts, of all of them or of those that were drawn; the program's counts stop at 2^24.
    """

    scenario: tuple[int, ...]
    weight: float
    margin: int
    total_impact_score: int
    comment: str = ""


def read_solutions(path: Path, problem: CrossImpact) -> tuple[Solution, ...]:
    """The solutions in a file, in its order.

    Raises ProblemsError with every finding, each with its line, and UsageError or LimitError where the file cannot be
    read.
    """
    return solutions_from(decoded(read_bytes(path, MAX_FILE)), problem.counts, path)


def solutions_from(text: str, counts: Sequence[int], path: Path) -> tuple[Solution, ...]:
    """The solutions in the text of such a file, where descriptors have so many variants; `path` is for messages."""
    findings = TableFindings(path)
    lines = list(text_lines(text))
    if not lines[0][1].strip().startswith(FIRST):
        findings.fail(path, f"a file of solutions begins with `{FIRST} 3.0`", "sl", spot(1))
        findings.stop_if_failed()
    count = lines[2][1].strip() if len(lines) > 2 else ""
    found = [_solution(line, number, counts, path, findings) for number, line in lines[3:] if line.strip()]
    if not (count.isascii() and count.isdigit()):
        findings.fail(path, f"the number of solutions is due, found `{count[:40]}`", "sl", spot(3))
    elif count.lstrip("0") != (str(len(found)) if found else ""):
        findings.fail(path, f"{count[:18]} solutions are announced, {len(found)} stand there", "sl", spot(3))
    findings.stop_if_failed()
    return tuple(solution for solution in found if solution is not None)


def _solution(line: str, number: int, counts: Sequence[int], path: Path, findings: TableFindings) -> Solution | None:
    row = _ROW.fullmatch(line.strip())
    if row is None:
        message = 'a row like `" 2 3 2",4,0,0,15,""` is due: variants, weight, margin, 0, total impact score, comment'
        findings.fail(path, message, "sl", spot(number))
        return None
    variants = [int(part) if len(part) < 6 else 0 for part in row[1].split()]
    if len(variants) != len(counts):
        message = f"{len(variants)} variants; {len(counts)} are due, one for each descriptor"
        findings.fail(path, message, "sl", spot(number))
        return None
    for place, (variant, most) in enumerate(zip(variants, counts, strict=True), start=1):
        if not 1 <= variant <= most:
            message = f"variant {variant} of descriptor {place}, which has {most}, counted from 1"
            findings.fail(path, message, "sl", spot(number))
            return None
    weight = float(row[2].replace(",", "."))
    if not math.isfinite(weight) or weight < 0:
        findings.fail(path, f"a weight of {row[2]}; 0 or more is due", "sl", spot(number))
        return None
    return Solution(tuple(variant - 1 for variant in variants), weight, int(row[3]), int(row[5]), row[6])
