"""Do arguments, assumptions and mentions lead somewhere? Addresses, and what may fall away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from estimative.base.errors import Problem, listed
from estimative.case.codes import error, note, warning
from estimative.case.models import Case
from estimative.case.models_base import Closed
from estimative.case.models_judgments import Judgment
from estimative.case.paths import KINDS, droppable, kind, records
from estimative.case.shape import AT_KEY
from estimative.case.wording import close

NONE = "none"


def check_arguments(case: Case) -> Iterator[Problem]:
    """Every address that leads nowhere, or to something that its place cannot use."""
    known = _Addresses(case)
    for name, argument in case.arguments.items():
        path = f"arguments/{name}"
        yield from _carried(case, known, argument.carries, f"{path}/carries")
        for address in argument.shifts:
            yield from _shifted(known, address, argument.carries, f"{path}/shifts/{address}")
        if not argument.carries and not argument.shifts:
            yield note("carries-nothing", path, "it carries nothing and shifts nothing: its weight cannot be computed")
    for name, assumption in case.assumptions.items():
        yield from _carried(case, known, assumption.carries, f"assumptions/{name}/carries")
    for source_id, source in case.sources.items():
        for name, mention in source.mentions.items():
            path = f"sources/{source_id}/mentions/{name}"
            if mention.as_ is None:
                message = "give its place in the case with `as`, or `as: none` with a `because`"
                yield warning("mention-without-place", path, message)
            elif mention.as_ == NONE:
                if mention.because is None:
                    yield warning("mention-without-place", path, "`as: none` needs a `because`: why it has no place")
            elif mention.as_ not in known.records:
                yield _nowhere(mention.as_, known, f"{path}/as")


class _Addresses:
    """All addresses of a case, and those of each kind, so that a wrong one is compared with its like."""

    def __init__(self, case: Case) -> None:
        self.records = records(case)
        self.by_kind: dict[str | None, list[str]] = {}
        for address in self.records:
            self.by_kind.setdefault(kind(address), []).append(address)

    def alike(self, address: str) -> Iterable[str]:
        """The addresses that a wrong one may be meant to be."""
        return self.by_kind.get(kind(address), ()) if kind(address) else self.records


def _nowhere(address: str, known: _Addresses, path: str, offset: int = 0) -> Problem:
    hint = close(address, known.alike(address))
    if not hint and kind(address) is None:
        hint = "; an address names a record, `actors/turkey/wants/role` say, or a judgment, `influence/us/turkey` say"
    return error("unknown-address", path, f"there is nothing at `{address}`{hint}", offset)


def _carried(case: Case, known: _Addresses, carries: tuple[str, ...], path: str) -> Iterator[Problem]:
    for place, address in enumerate(carries):
        here = f"{path}/{place}"
        if address in carries[:place]:
            yield warning("carried-twice", here, f"`{address}` stands twice")
        elif address not in known.records:
            yield _nowhere(address, known, here)
        elif not droppable(address):
            kinds = listed([entry.name for entry in KINDS if entry.droppable], 20)
            more = (
                "; what moves a number is written under `shifts`"
                if isinstance(known.records[address], Judgment)
                else ""
            )
            yield error(
                "not-droppable", here, f"a {kind(address)} cannot fall away by itself; these can: {kinds}{more}"
            )
        elif kind(address) == "driver" and address.removeprefix("drivers/") not in case.now:
            message = f"`{address}` would stay as it is today, which is not known: give its variant in `now`"
            yield error("driver-without-now", here, message)


def _shifted(known: _Addresses, address: str, carries: tuple[str, ...], path: str) -> Iterator[Problem]:
    if address not in known.records:
        yield _nowhere(address, known, path, AT_KEY)
    elif not isinstance(known.records[address], Judgment):
        inside = [other for other, record in known.records.items() if _below(other, record, address)]
        hint = f"; did you mean {listed(inside, 3)}?" if inside else ""
        yield error("not-a-number", path, f"only numbers can shift; `{address}` is a {kind(address)}{hint}", AT_KEY)
    elif any(address == carried or address.startswith(f"{carried}/") for carried in carries):
        message = "it falls away with what the argument carries, so that nothing is left to shift"
        yield warning("carried-twice", path, message, AT_KEY)


def _below(other: str, record: Closed, address: str) -> bool:
    return isinstance(record, Judgment) and other.startswith(f"{address}/")
