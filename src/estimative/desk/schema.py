"""The JSON Schema of a case, as text: for editors that check and complete while one types."""

from __future__ import annotations

import json


def schema_text() -> str:
    """The schema as indented JSON with a line end.

    >>> '"$schema"' in schema_text()
    True
    """
    from estimative.exchange.case_schema import json_schema

    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
