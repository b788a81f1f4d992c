"""What a case cites, and where: every citation with the address of the record that holds it.

>>> from estimative.case.longform import from_long
>>> case = from_long({"id": "tiny", "gaps": {"terms": {"text": "which?", "cites": ["s#p2", "s#p1"]}}})
>>> cited(case)
{'s#p1': ('gaps/terms',), 's#p2': ('gaps/terms',)}
>>> split("s#p2")
('s', 'p2')
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterator

from estimative.case.models import Case
from estimative.case.models_base import Closed
from estimative.case.names import Citation
from estimative.case.paths import kind


def split(citation: str) -> tuple[str, str]:
    """The source and the passage that a citation names."""
    source, _, passage = citation.partition("#")
    return source, passage


def cited(case: Case) -> dict[str, tuple[str, ...]]:
    """Every citation of the case, by source and number of the passage, with the addresses that hold it.

    What stands where no address leads (one person's view of a judgment, say) counts for the record around it; the
    case's own citations have the empty address. Addresses come in the order of the file, each once.
    """
    found: dict[str, dict[str, None]] = {}
    for address, citation in _citations(case, (), ""):
        found.setdefault(citation, {})[address] = None
    return {citation: tuple(found[citation]) for citation in sorted(found, key=_order)}


def cited_passages(case: Case, source: str) -> dict[str, tuple[str, ...]]:
    """The ids of a source's cited passages, by number, with the addresses that cite them."""
    return {split(item)[1]: places for item, places in cited(case).items() if split(item)[0] == source}


def _order(citation: str) -> tuple[str, int]:
    source, passage = split(citation)
    return source, int(passage[1:])


def _citations(here: object, place: tuple[str, ...], address: str) -> Iterator[tuple[str, str]]:
    """Walks records, maps and lists; `address` is that of the nearest record around that has one."""
    if isinstance(here, Closed):
        address = "/".join(place) if kind("/".join(place)) else address
        for name in _fields_with_citations(type(here)):
            held = getattr(here, name)
            for citation in (held,) if isinstance(held, str) else held or ():
                yield address, citation
        for name, field in type(here).model_fields.items():
            yield from _citations(getattr(here, name), (*place, field.alias or name), address)
    elif isinstance(here, dict):
        for key, item in here.items():
            yield from _citations(item, (*place, key), address)
    elif isinstance(here, tuple):
        for item in here:
            yield from _citations(item, place, address)


@functools.cache
def _fields_with_citations(model: type[Closed]) -> tuple[str, ...]:
    """The fields whose type says that they hold citations: told from the models, so that none is forgotten."""
    return tuple(name for name, field in model.model_fields.items() if _mentions(field.annotation, field.metadata))


def _mentions(annotation: object, metadata: typing.Sequence[object] = ()) -> bool:
    own = typing.get_args(Citation)[1:]
    if annotation == Citation or (metadata and tuple(metadata[: len(own)]) == own):
        return True
    return any(_mentions(inner) for inner in typing.get_args(annotation))
