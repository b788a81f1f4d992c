"""Weighing an evidence table's own file, without a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from estimative.base.progress import SILENT, Progress


def solve_evidence(path: Path, progress: Progress = SILENT, between: tuple[str, str] | None = None) -> dict[str, Any]:
    """What the table in a file says, as plain data: inconsistency and posterior, what hangs on which item.

    With `between` two hypotheses, `why` has what each item adds to the log-odds of the first over the second. `seconds`
    runs from the parsed table to the whole answer. Raises ProblemsError for what is wrong in the file, UsageError for a
    hypothesis that it does not have.
    """
    from dataclasses import asdict

    from estimative.exchange.casebook_evidence import read_evidence
    from estimative.methods.evidence import solve, why

    book = read_evidence(path)
    result = solve(book.problem, progress)
    answer = {key: value for key, value in result.to_dict().items() if key not in ("method", "problem")}
    if between is not None:
        claim = asdict(why(result, *between))
        answer["why"] = {**claim, "shares": [{**share, "ratings": list(share["ratings"])} for share in claim["shares"]]}
    return {"name": book.name, **answer, "seconds": result.seconds}
