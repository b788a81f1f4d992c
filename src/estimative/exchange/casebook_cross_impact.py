"""Cross-impact problems as casebook JSON: `descriptors` with their `variants`, the `matrix`, and `never`.

The matrix has a row per source variant and a column per target variant, in the order of the descriptors. `never` lists
combinations that cannot be, each either an object of names (`{"Economy": "Shrinking"}`) or a list of pairs of numbers
from 0 (`[[2, 0], [0, 1]]`: descriptor, variant), for names may repeat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from estimative.base.errors import EstimativeError, listed, nearest
from estimative.exchange.casebook_findings import Findings, kind
from estimative.exchange.cross_impact_book import MAX_NAME, CrossImpactBook, built
from estimative.exchange.json_reading import read_json
from estimative.methods.cross_impact.problem import CrossImpact
from estimative.methods.cross_impact.record import MAX_DESCRIPTORS, MAX_PATTERNS, MAX_VALUE, MAX_VARIANTS

MOST_PROBLEMS = 100
READ = ("name", "descriptors", "matrix", "never")

Described = list[tuple[str, list[str]]]


def read_cross_impact(path: Path) -> CrossImpactBook:
    """The problem in a casebook file.

    Raises ProblemsError with every finding, each with its path in the file, and UsageError or LimitError where the file
    cannot be read.
    """
    return cross_impact_from(read_json(path), str(path))


def cross_impact_from(data: Any, source: str = "") -> CrossImpactBook:
    """The problem in casebook data already read from JSON; raises ProblemsError with every finding.

    >>> data = {"descriptors": [{"name": "oil", "variants": ["dear", "cheap"]}], "matrix": [[0, 0], [0, 0]]}
    >>> cross_impact_from(data).problem.counts
    (2,)
    """
    findings = _Bounded(source)
    if not isinstance(data, dict):
        findings.fail("", f"a cross-impact problem is a JSON object, found {kind(data)}")
        findings.stop_if_failed()
    findings.keys(data, READ, "")
    if "rules" in data:  # passed over, it would make the answer to another question look complete
        findings.fail("rules", "`rules` is not read; combinations that cannot be stand under `never`", "unknown-key")
    descriptors = _descriptors(data.get("descriptors"), findings)
    width = sum(len(variants) for _, variants in descriptors)
    matrix = _matrix(data.get("matrix"), width, findings) if descriptors else []
    never = _never(data.get("never", []), descriptors, findings)
    findings.stop_if_failed()
    name = data.get("name")
    try:
        return built(name if isinstance(name, str) else "", descriptors, matrix, never)
    except EstimativeError as error:
        findings.fail("", str(error), "limit")
    findings.stop_if_failed()
    raise AssertionError


def cross_impact_json(given: CrossImpact | CrossImpactBook) -> dict[str, Any]:
    """A problem as casebook data, ready for `json.dumps`; reading it again gives the same problem.

    >>> cross_impact_json(CrossImpact(("oil",), (("dear", "cheap"),), [[0, 0], [0, 0]]))["descriptors"]
    [{'name': 'oil', 'variants': ['dear', 'cheap']}]
    """
    book = given if isinstance(given, CrossImpactBook) else CrossImpactBook("", given)
    problem = book.problem
    data: dict[str, Any] = {"name": book.name} if book.name else {}
    data["kind"] = "cib"
    data["descriptors"] = [
        {"name": name, "variants": list(variants)}
        for name, variants in zip(problem.descriptors, problem.variants, strict=True)
    ]
    data["matrix"] = problem.matrix.tolist()
    if problem.never:
        data["never"] = [[list(pair) for pair in pattern] for pattern in problem.never]
    return data


class _Bounded(Findings):
    """Findings of which no more are kept than anybody reads."""

    def fail(self, path: str, message: str, code: str = "shape") -> None:
        if len(self.problems) < MOST_PROBLEMS:
            super().fail(path, message, code)
        elif len(self.problems) == MOST_PROBLEMS:
            super().fail("", f"more than {MOST_PROBLEMS} errors; the rest is not shown", "more")


def _descriptors(found: Any, findings: Findings) -> Described:
    if not isinstance(found, list) or not found:
        what = "an empty list" if found == [] else kind(found)
        findings.fail("descriptors", f"a list of descriptors is due, each with `name` and `variants`, found {what}")
        return []
    if len(found) > MAX_DESCRIPTORS:
        findings.fail("descriptors", f"{len(found):,} descriptors; at most {MAX_DESCRIPTORS:,} are allowed", "limit")
        return []
    described: Described = []
    for j, entry in enumerate(found):
        path = f"descriptors/{j}"
        if not isinstance(entry, dict):
            findings.fail(path, f"an object with `name` and `variants` is due, found {kind(entry)}")
            continue
        variants = entry.get("variants")
        if not isinstance(variants, list) or not variants:
            what = "none" if variants == [] else kind(variants)
            findings.fail(f"{path}/variants", f"a list of one or more names is due, found {what}")
            variants = []
        names = [_name(variant, f"{path}/variants/{k}", findings) for k, variant in enumerate(variants)]
        described.append((_name(entry.get("name"), f"{path}/name", findings), names))
    total = sum(len(variants) for _, variants in described)
    if total > MAX_VARIANTS:
        findings.fail("descriptors", f"{total:,} variants in all; at most {MAX_VARIANTS:,} are allowed", "limit")
        return []
    return described


def _name(found: Any, path: str, findings: Findings) -> str:
    if not isinstance(found, str):
        findings.fail(path, f"a name is due, found {kind(found)}")
        return ""
    if len(found) > MAX_NAME:
        findings.fail(path, f"a name of {len(found):,} characters; at most {MAX_NAME:,} are read", "limit")
        return ""
    return found


def _matrix(found: Any, width: int, findings: Findings) -> list[list[int]]:
    if not isinstance(found, list):
        findings.fail("matrix", f"a list of {width} rows is due, one for each variant, found {kind(found)}")
        return []
    if len(found) != width:
        findings.fail("matrix", f"{len(found)} rows; {width} are due, one for each variant")
    rows: list[list[int]] = []
    for k, row in enumerate(found[:width]):
        if not isinstance(row, list) or len(row) != width:
            size = f"{len(row)} numbers" if isinstance(row, list) else kind(row)
            findings.fail(f"matrix/{k}", f"{width} whole numbers are due, one for each variant, found {size}")
            continue
        for c, value in enumerate(row):
            if type(value) is not int or abs(value) > MAX_VALUE:
                shown = value if type(value) in (int, float) and abs(value) < 1e18 else kind(value)
                findings.fail(
                    f"matrix/{k}/{c}",
                    f"a whole number from {-MAX_VALUE:,} to {MAX_VALUE:,} is due, found {shown}",
                    "number",
                )
        rows.append(row)
    return rows


def _never(found: Any, descriptors: Described, findings: Findings) -> list[list[tuple[int, int]]]:
    if not isinstance(found, list):
        findings.fail("never", f"a list of combinations is due, found {kind(found)}")
        return []
    if len(found) > MAX_PATTERNS:
        findings.fail("never", f"{len(found):,} combinations; at most {MAX_PATTERNS:,} are allowed", "limit")
        return []
    patterns = []
    for k, entry in enumerate(found):
        path = f"never/{k}"
        if isinstance(entry, dict):
            pairs = _named(entry, descriptors, path, findings)
        elif isinstance(entry, list):
            pairs = _numbered(entry, descriptors, path, findings)
        else:
            findings.fail(path, f"an object of names, or a list of pairs, is due, found {kind(entry)}")
            continue
        if len({j for j, _ in pairs}) < len(pairs):
            findings.fail(path, "two variants of one descriptor never stand together; name each descriptor once")
        if not entry:
            findings.fail(path, "an empty combination forbids everything; name at least one variant")
        patterns.append(pairs)
    return patterns


def _named(entry: Mapping[str, Any], descriptors: Described, path: str, findings: Findings) -> list[tuple[int, int]]:
    pairs = []
    titles = [title for title, _ in descriptors]
    for title, variant in entry.items():
        j = _only(titles, title, "descriptor", f"{path}/{title}", findings)
        if j is not None:
            v = _only(descriptors[j][1], variant, "variant", f"{path}/{title}", findings)
            if v is not None:
                pairs.append((j, v))
    return pairs


def _only(names: Sequence[str], name: Any, what: str, path: str, findings: Findings) -> int | None:
    """The place of a name that stands there once."""
    places = [place for place, known in enumerate(names) if known == name]
    if len(places) == 1:
        return places[0]
    if places:
        findings.fail(path, f"`{name}` is the name of {len(places)} {what}s; write pairs of numbers instead")
    elif isinstance(name, str):
        findings.fail(
            path, f"`{name[:80]}` is no {what}; there are {listed(names, 8)}{nearest(name, names)}", "unknown-id"
        )
    else:
        findings.fail(path, f"the name of a {what} is due, found {kind(name)}")
    return None


def _numbered(entry: list[Any], descriptors: Described, path: str, findings: Findings) -> list[tuple[int, int]]:
    pairs = []
    for k, pair in enumerate(entry):
        fits = isinstance(pair, list) and len(pair) == 2 and all(type(number) is int for number in pair)
        if fits and 0 <= pair[0] < len(descriptors) and 0 <= pair[1] < len(descriptors[pair[0]][1]):
            pairs.append((pair[0], pair[1]))
        else:
            findings.fail(
                f"{path}/{k}",
                f"a descriptor's number from 0 to {len(descriptors) - 1} and its variant's from 0 are due",
            )
    return pairs
