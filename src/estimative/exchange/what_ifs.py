"""What-ifs: files beside a case, each a named change bound to the digest of the case it was written for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from estimative.base.errors import EstimativeError, LimitError, Problem, ProblemsError, nearest
from estimative.case.check import check
from estimative.case.check_states import TOLERATED_IN_WHAT_IFS
from estimative.case.codes import error
from estimative.case.longform import case_digest, from_long, to_long
from estimative.case.models import Case
from estimative.case.models_what_ifs import WHAT_IF_VERSION, WhatIfFile
from estimative.case.names import ID_PATTERN, RESERVED
from estimative.case.patches import merge_patch
from estimative.case.shape import shape_problems
from estimative.exchange.locating import located
from estimative.exchange.positions import Positions
from estimative.exchange.yaml_reading import read_yaml

FOLDER = "what-ifs"
MOST_WHAT_IFS = 200


@dataclass(frozen=True)
class WhatIf:
    """A named change to a case. `change` is a merge patch against the long form; `base` the digest of that case."""

    id: str
    base: str
    change: Mapping[str, Any]
    text: str = ""
    because: str = ""
    cites: tuple[str, ...] = ()
    path: Path | None = field(default=None, compare=False)
    positions: Positions | None = field(default=None, compare=False, repr=False)


def what_if_path(case_path: Path, what_if_id: str) -> Path:
    """The file of a what-if, beside the file of its case."""
    return case_path.parent / FOLDER / f"{what_if_id}.yaml"


def read_what_if(path: Path) -> WhatIf:
    """The what-if in a file. Raises ProblemsError for every error of shape, UsageError where there is no such file."""
    document = read_yaml(path)
    value = document.value
    if not isinstance(value, dict) or "estimative_what_if" not in value:
        message = f"expected a what-if: a map that begins with `estimative_what_if: {WHAT_IF_VERSION}`"
        raise ProblemsError([Problem("error", "version", "", message, 1, 1)], str(path))
    try:
        record = WhatIfFile.model_validate(value)
    except ValidationError as wrong:
        raise ProblemsError(located(shape_problems(wrong, WhatIfFile), document.positions), str(path)) from None
    return WhatIf(
        id=path.stem,
        base=record.base,
        change=record.change,
        text=record.text or "",
        because=record.because or "",
        cites=record.cites,
        path=path,
        positions=document.positions,
    )


def apply(case: Case, what_if: WhatIf) -> Case:
    """The case as it would be. The case itself stays as it is.

    Raises ProblemsError where the what-if was written for another case, or where the changed case has an error.
    """
    found = case_digest(case)
    if found != what_if.base:
        message = (
            f"written for the case {what_if.base}, but the case is now {found}: see with `estimative what-if CASE` what"
            f" it would change now, and bind it with `estimative what-if CASE --rebase {what_if.id}`"
        )
        raise _refused(what_if, [Problem("error", "what-if-base", "base", message)], "")
    return changed_by(case, what_if)


def changed_by(case: Case, what_if: WhatIf) -> Case:
    """The case with the change made, whichever case it was written for; ProblemsError where that has an error."""
    try:
        changed = from_long(merge_patch(to_long(case), what_if.change))
    except ProblemsError as wrong:
        raise _refused(what_if, wrong.problems, "change") from None
    found_in_it = check(changed)
    errors = [item for item in found_in_it if item.severity == "error" and item.code not in TOLERATED_IN_WHAT_IFS]
    if errors:
        raise _refused(what_if, errors, "change")
    return changed


def beside(case_path: Path) -> dict[str, WhatIf | EstimativeError]:
    """Every what-if beside a case by name, whether or not it can be applied; what is wrong with one that is no what-if.

    As many are read as `read_what_ifs` reads.
    """
    found: dict[str, WhatIf | EstimativeError] = {}
    for path in what_if_files(case_path)[:MOST_WHAT_IFS]:
        try:
            found[path.stem] = read_what_if(path)
        except EstimativeError as error:
            found[path.stem] = error
    return found


def read_what_ifs(case: Case, case_path: Path) -> tuple[dict[str, WhatIf], list[Problem]]:
    """All what-ifs beside a case that can be applied to it, by id, and what is wrong with the others.

    The path of a problem begins with `what-ifs/NAME`; its line and column are those of the what-if's own file.
    """
    what_ifs: dict[str, WhatIf] = {}
    problems: list[Problem] = []
    files = what_if_files(case_path)
    if len(files) > MOST_WHAT_IFS:
        message = f"{len(files)} what-ifs; the first {MOST_WHAT_IFS} are read"
        problems.append(Problem("warning", "too-many-what-ifs", FOLDER, message))
    for path in files[:MOST_WHAT_IFS]:
        try:
            what_if = read_what_if(path)
            changed = apply(case, what_if)
        except ProblemsError as wrong:
            problems += [_of(path.stem, problem) for problem in wrong.problems]
        except EstimativeError as wrong:
            code = "too-large" if isinstance(wrong, LimitError) else "what-if"
            problems.append(Problem("error", code, f"{FOLDER}/{path.stem}", str(wrong)))
        else:
            problems += _oddities(changed, what_if)
            what_ifs[what_if.id] = what_if
    return what_ifs, problems


def named_what_ifs(case: Case, case_path: Path) -> list[Problem]:
    """The what-ifs that the case names and that do not lie beside it."""
    named = [(f"assumptions/{name}/if_false", item.if_false) for name, item in case.assumptions.items()]
    named += [(f"dissents/{name}/what_if", item.what_if) for name, item in case.dissents.items()]
    wanted = [(path, what_if) for path, what_if in named if what_if is not None]
    there = [file.stem for file in what_if_files(case_path)] if wanted else []
    return [
        error("unknown-what-if", path, f"there is no file `{FOLDER}/{name}.yaml` beside the case{nearest(name, there)}")
        for path, name in wanted
        if name not in there
    ]


def what_if_files(case_path: Path) -> list[Path]:
    """The files of the what-ifs beside a case, by name."""
    folder = case_path.parent / FOLDER
    return sorted(folder.glob("*.yaml")) if folder.is_dir() else []


def _oddities(changed: Case, what_if: WhatIf) -> list[Problem]:
    """What is odd in a what-if that can be applied."""
    path = f"{FOLDER}/{what_if.id}"
    found = [
        _of(what_if.id, error("unknown-source", f"cites/{place}", f"no source is called `{citation.split('#')[0]}`"))
        for place, citation in enumerate(what_if.cites)
        if citation.split("#")[0] not in changed.sources
    ]
    if case_digest(changed) == what_if.base:
        found.append(Problem("warning", "what-if-idle", path, "the change leaves the case as it is", 1, 1))
    if not re.fullmatch(ID_PATTERN, what_if.id) or what_if.id in RESERVED:
        message = f"the file's name is the id of the what-if: small letters, digits and hyphens, not `{what_if.id}`"
        found.append(Problem("error", "id", path, message, 1, 1))
    return found


def _refused(what_if: WhatIf, problems: Sequence[Problem], within: str) -> ProblemsError:
    if what_if.positions is not None:
        problems = located(problems, what_if.positions, within)
    return ProblemsError(problems, str(what_if.path or ""))


def _of(what_if_id: str, problem: Problem) -> Problem:
    path = "/".join(part for part in (FOLDER, what_if_id, problem.path) if part)
    return replace(problem, path=path)
