"""The words and numbers that fields are made of: ids, variants, dates, citations, text, and the words kept back.

Each is a type that pydantic checks, with a message for somebody who knows the region and not Python.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from estimative.base.logic.parsing import RESERVED as KEYWORDS
from estimative.case.dates import DATE_PATTERN, is_date

ID_PATTERN = r"^[a-z][a-z0-9-]{0,39}$"
CITATION_PATTERN = r"^[a-z][a-z0-9-]{0,39}#p[1-9][0-9]{0,5}$"
RELIABILITY_PATTERN = r"^([A-F][1-6]?|[1-6])$"
DIGEST_PATTERN = r"^sha256:[0-9a-f]{64}$"
LARGEST_INTEGER = 2**53
LARGEST_NUMBER = 1e9

RESERVED = KEYWORDS | frozenset({"yes", "no", "none", "undetermined", "null", "now"})
"""Words that cannot be ids: the language's own, and those that the results use for themselves."""

_FORM = "small letters, digits and hyphens, a letter first, at most 40"


def _shown(value: object) -> str:
    """A value as it is named in a message: short, and in words where it is no text or number."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"`{'true' if value else 'false'}`"
    if isinstance(value, str):
        return f"the text `{value if len(value) <= 60 else value[:57] + '…'}`" if value else "an empty text"
    if isinstance(value, int | float):
        return f"the number {value!r:.40}"
    if isinstance(value, list | tuple):
        return "a list"
    return "a map" if isinstance(value, Mapping) else f"a value of type {type(value).__name__}"


def wrong(code: str, message: str) -> PydanticCustomError:
    """An error whose text is shown as it stands; `code` is one of `codes.CODES`."""
    return PydanticCustomError(code, "{text}", {"text": message})  # type: ignore[arg-type,unused-ignore]


def shown(value: object) -> str:
    """A value as messages name it.

    >>> shown("wide"), shown(3), shown(None), shown([1])
    ('the text `wide`', 'the number 3', 'nothing', 'a list')
    """
    return _shown(value)


def _text(value: object) -> str:
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.strip().splitlines())
    hint = "; put it in quotes" if isinstance(value, int | float) else ""
    raise wrong("text", f"expected text, found {_shown(value)}{hint}")


def _filled(value: str) -> str:
    if not value:
        raise wrong("text", "expected text, found an empty text; write it or leave the field out")
    return value


def _id(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(ID_PATTERN, value):
        if value in RESERVED:
            raise wrong(
                "reserved-word", f"`{value}` is a word that statements or results use for themselves; choose another id"
            )
        return value
    raise wrong("id", f"expected an id ({_FORM}), found {_shown(value)}")


def _variant(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and re.fullmatch(ID_PATTERN, value):
        if value in KEYWORDS:
            raise wrong(
                "reserved-word", f"`{value}` is a word of the statement language; choose another name for the variant"
            )
        return value
    raise wrong("variant", f"expected the name of a variant ({_FORM}), found {_shown(value)}")


def _date(value: object) -> str:
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return str(value)
    if isinstance(value, str) and is_date(value):
        return value
    raise wrong("date", f"expected a date such as 2021, 2021-08 or 2021-08-14, found {_shown(value)}")


def _citation(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(CITATION_PATTERN, value):
        return value
    raise wrong("citation", f"expected a citation such as `source#p12` (one passage, no ranges), found {_shown(value)}")


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong("number", f"expected a number, found {_shown(value)}")
    if not math.isfinite(value):
        raise wrong("number", f"expected a finite number, found {value}")
    if abs(value) > LARGEST_NUMBER:
        raise wrong("number", f"expected a number of reasonable size, from -10^9 to 10^9; found {_shown(value)}")
    return float(value) + 0.0  # + 0.0: there is one zero


def _whole(value: object) -> int:
    number = _number(value)
    if number != int(number):
        raise wrong("number", f"expected a whole number, found {value}")
    return int(number)


def _flag(value: object) -> bool:
    if value in ("yes", "no"):
        return value == "yes"
    if isinstance(value, bool):
        return value
    raise wrong("flag", f"expected true or false, found {_shown(value)}")


def _reliability(value: object) -> str:
    value = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(value, str) and re.fullmatch(RELIABILITY_PATTERN, value):
        return value
    raise wrong(
        "reliability",
        f"expected a letter A to F for the source, a digit 1 to 6 for the item, or both (B2); found {_shown(value)}",
    )


def _passage_id(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"^p[1-9][0-9]{0,5}$", value):
        return value
    raise wrong("id", f"expected a passage id such as p12, found {_shown(value)}")


def _address(value: object) -> str:
    if isinstance(value, str) and 0 < len(value) <= 400 and not value.startswith("/"):
        return value
    raise wrong("address", f"expected an address such as `actors/turkey/wants/role`, found {_shown(value)}")


def _hexadecimal(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"^[0-9a-f]{16,64}$", value):
        return value
    hint = "; put it in quotes" if isinstance(value, int | float) else ""
    raise wrong("digest", f"expected 16 to 64 digits 0-9 a-f of a SHA-256, found {_shown(value)}{hint}")


def _digest(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(DIGEST_PATTERN, value):
        return value
    raise wrong("digest", f"expected `sha256:` and 64 digits 0-9 a-f, found {_shown(value)}")


def _factor_id(value: object) -> str:
    if (
        isinstance(value, str)
        and all(re.fullmatch(ID_PATTERN, part) for part in value.split("."))
        and value.count(".") <= 1
    ):
        return value
    raise wrong("id", f"expected an option such as `turkey.withdraw` or the id of a driver, found {_shown(value)}")


def _literal_key(value: object) -> str:
    factor, equals, variant = value.partition("=") if isinstance(value, str) else ("", "", "")
    try:
        if equals:
            return f"{_factor_id(factor.strip())}={_variant(variant.strip())}"
    except PydanticCustomError:
        pass
    raise wrong("literal", f"expected `factor=variant`, such as `recognition=wide`, found {_shown(value)}")


def _listed_one(value: object) -> object:
    """One text where a list of texts is meant."""
    return (value,) if isinstance(value, str) else value


def _schema(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema(schema)


@dataclass(frozen=True)
class Refers:
    """A mark on a type: the text is the id of something that stands elsewhere in the case, `none` too where allowed.

    That it is known is checked with the meaning of the case (`check_names`), for every field that has such a mark.
    """

    kind: Literal["person", "actor", "scenario", "passage"]
    or_none: bool = False


Text = Annotated[str, BeforeValidator(_text), _schema(type="string")]
"""Words for people; ends of lines stripped."""
FilledText = Annotated[str, BeforeValidator(_text), AfterValidator(_filled), _schema(type="string", minLength=1)]
StatementText = Annotated[str, BeforeValidator(_text), AfterValidator(_filled), _schema(type="string", minLength=1)]
"""A sentence about states; read by `base.logic`, checked by `check`."""
Id = Annotated[str, BeforeValidator(_id), _schema(type="string", pattern=ID_PATTERN)]
Variant = Annotated[
    str, BeforeValidator(_variant), _schema(anyOf=[{"type": "string", "pattern": ID_PATTERN}, {"type": "boolean"}])
]
Date = Annotated[
    str,
    BeforeValidator(_date),
    _schema(anyOf=[{"type": "string", "pattern": DATE_PATTERN}, {"type": "integer", "minimum": 1000, "maximum": 9999}]),
]
Citation = Annotated[
    str, BeforeValidator(_citation), _schema(type="string", pattern=CITATION_PATTERN), Refers("passage")
]
PassageId = Annotated[str, BeforeValidator(_passage_id), _schema(type="string", pattern=r"^p[1-9][0-9]{0,5}$")]
Address = Annotated[str, BeforeValidator(_address), _schema(type="string", minLength=1, maxLength=400)]
Number = Annotated[float, BeforeValidator(_number), _schema(type="number")]
Whole = Annotated[int, BeforeValidator(_whole), _schema(type="integer")]
Flag = Annotated[bool, BeforeValidator(_flag), _schema(anyOf=[{"type": "boolean"}, {"enum": ["yes", "no"]}])]
Reliability = Annotated[
    str,
    BeforeValidator(_reliability),
    _schema(
        anyOf=[{"type": "string", "pattern": RELIABILITY_PATTERN}, {"type": "integer", "minimum": 1, "maximum": 6}]
    ),
]
Hexadecimal = Annotated[str, BeforeValidator(_hexadecimal), _schema(type="string", pattern=r"^[0-9a-f]{16,64}$")]
Digest = Annotated[str, BeforeValidator(_digest), _schema(type="string", pattern=DIGEST_PATTERN)]
FactorId = Annotated[str, BeforeValidator(_factor_id), _schema(type="string", minLength=1)]
LiteralKey = Annotated[str, BeforeValidator(_literal_key), _schema(type="string", pattern="=")]
Pair = Annotated[tuple[Number, Number], Field(description="the lower and the upper end")]
_texts_schema = _schema(anyOf=[{"type": "array", "items": {"type": "string"}}, {"type": "string"}])
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed_one), _texts_schema]


Name = Annotated[str, BeforeValidator(_text), AfterValidator(_filled), _schema(type="string", minLength=1)]
PersonRef = Annotated[Name, Refers("person")]
ActorRef = Annotated[Name, Refers("actor")]
ScenarioRef = Annotated[Name, Refers("scenario")]
ScenarioOrNone = Annotated[Name, Refers("scenario", or_none=True)]
ActorRefs = Annotated[tuple[ActorRef, ...], BeforeValidator(_listed_one), _texts_schema]
ScenarioRefs = Annotated[tuple[ScenarioRef, ...], BeforeValidator(_listed_one), _texts_schema]
