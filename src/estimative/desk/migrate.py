"""Bringing a case to the present version of the format, with its what-ifs. There is one version so far."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from estimative.base.errors import EstimativeError, ProblemsError
from estimative.base.files import write_text
from estimative.case.longform import case_digest, from_long
from estimative.case.models import FORMAT_VERSION, Case
from estimative.desk.writing import text_of
from estimative.exchange.case_files import case_path, version_problem
from estimative.exchange.edits import Put, edited
from estimative.exchange.locating import located
from estimative.exchange.versions import Step, steps_from
from estimative.exchange.what_ifs import what_if_files
from estimative.exchange.yaml_reading import parse_yaml, read_yaml


@dataclass(frozen=True)
class Migration:
    """What became of a case file: the version it had, the version it has, whether it was written anew.

    `steps` say what was done. `bound` are the what-ifs that were bound to the case and still are, `unbound` those that
    were not, `left` those that could not be read and are as they were.
    """

    file: Path
    found: int
    version: int
    changed: bool
    steps: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    unbound: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def migrate(path: Path) -> Migration:
    """Brings the case at `path`, a file or a folder with a case.yaml, and its what-ifs to the present version.

    Comments and order stay. Everything is made ready and read again before the first file is written; each is written
    whole or not at all. Raises ProblemsError where the file is no case, its version is not one that this program knows,
    or what comes out would not be a case; UsageError where there is no such file or it cannot be written.
    """
    file = case_path(path)
    document = read_yaml(file)
    found = document.value.get("estimative") if isinstance(document.value, dict) else None
    steps = steps_from(found) if isinstance(found, int) and not isinstance(found, bool) else ()
    problem = version_problem(document.value)
    if not steps or not isinstance(found, int):
        if problem is not None:
            raise ProblemsError(located([problem], document.positions), str(file))
        return Migration(file, found=FORMAT_VERSION, version=FORMAT_VERSION, changed=False)
    text = text_of(file)
    before = steps[0].digest(document.value)
    for step in steps:
        changes = (*step.case(parse_yaml(text).value), Put((), {"estimative": step.version + 1}))
        text = edited(text, changes)
    digest = case_digest(_read(text, file))
    what_ifs, bound, unbound, left = _what_ifs(file, steps, before, digest)
    write_text(file, text)
    for what_if, new in what_ifs.items():
        write_text(what_if, new)
    return Migration(file, found, FORMAT_VERSION, True, tuple(step.what for step in steps), bound, unbound, left)


def _read(text: str, file: Path) -> Case:
    """The case that comes out; what it means is left to `check`."""
    document = parse_yaml(text, str(file))
    try:
        return from_long(document.value)
    except ProblemsError as error:
        raise ProblemsError(located(error.problems, document.positions), str(file)) from None


def _what_ifs(
    file: Path, steps: tuple[Step, ...], before: str, digest: str
) -> tuple[dict[Path, str], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The new texts of the what-ifs, and the names of those bound to the case, of the others, of those left alone."""
    texts: dict[Path, str] = {}
    named: dict[str, list[str]] = {"bound": [], "unbound": [], "left": []}
    for path in what_if_files(file):
        try:
            text = text_of(path)
            value = parse_yaml(text).value
            if not isinstance(value, dict) or "estimative_what_if" not in value:
                named["left"].append(path.stem)
                continue
            for step in steps:
                text = edited(text, step.what_if(parse_yaml(text).value))
            bound = value.get("base") == before
            texts[path] = edited(text, [Put((), {"base": digest})]) if bound else text
        except (EstimativeError, UnicodeDecodeError):
            named["left"].append(path.stem)
        else:
            named["bound" if bound else "unbound"].append(path.stem)
    return texts, tuple(named["bound"]), tuple(named["unbound"]), tuple(named["left"])
