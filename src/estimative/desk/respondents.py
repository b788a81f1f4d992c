"""Who is asked and who answered: people of the case, by id or by name, and people that the case does not know yet."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from estimative.base.errors import UsageError
from estimative.case.models import Case
from estimative.case.names import ID_PATTERN, RESERVED
from estimative.desk.new import identity


@dataclass(frozen=True)
class Respondent:
    """Somebody who is asked: the id where the case knows the person, and the name."""

    id: str | None
    name: str


def known_person(case: Case, given: str) -> Respondent | None:
    """The person of the case with this id, or with this name in whatever letters; None where there is none.

    Raises UsageError where several people have the name.

    >>> from estimative.case.longform import from_long
    >>> case = from_long({"id": "t", "people": {"a1": {"name": "Ana Lima"}}})
    >>> known_person(case, "ana  lima"), known_person(case, "Ben")
    (Respondent(id='a1', name='Ana Lima'), None)
    """
    if given in case.people:
        return Respondent(given, case.people[given].name)
    named = [person for person, record in case.people.items() if _alike(record.name) == _alike(given)]
    if len(named) > 1:
        raise UsageError(f"`{given}` is the name of several people of the case: {', '.join(named)}; give the id")
    return Respondent(named[0], case.people[named[0]].name) if named else None


def new_id(name: str, taken: Collection[str]) -> str:
    """An id for a new person, made from the name; numbered where it is taken or nothing can be made from the name.

    >>> new_id("Ömer Kaya", {"a1"}), new_id("Omer Kaya", {"omer-kaya"}), new_id("王", {"person-1"})
    ('omer-kaya', 'omer-kaya-2', 'person-2')
    """
    try:
        made = re.sub("^case-", "person-", identity(name)) if not name.lower().startswith("case") else identity(name)
    except UsageError:
        return next(found for number in range(1, 10_000) if (found := f"person-{number}") not in taken)
    if not re.fullmatch(ID_PATTERN, made) or made in RESERVED:
        made = "person"
    numbered = (made if number == 1 else f"{made[:34].rstrip('-')}-{number}" for number in range(1, 10_000))
    return next(found for found in numbered if found not in taken)


def file_id(respondent: Respondent, taken: Collection[str]) -> str:
    """What stands for a person in the name of a file; empty for nobody in particular."""
    if respondent.id is not None and respondent.id not in taken:
        return respondent.id
    return new_id(respondent.name, taken) if respondent.name else ""


def _alike(name: str) -> str:
    return " ".join(name.casefold().split())
