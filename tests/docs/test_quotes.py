"""What CONTRIBUTING quotes from the toy method stands in its test, word for word."""

import pytest

from tests.docs.pages import ROOT, blocks

TOY = (ROOT / "tests/testing/test_toy.py").read_text(encoding="utf-8")
QUOTES = [block for block in blocks(ROOT / "CONTRIBUTING.md") if block.kind == "py"]


@pytest.mark.parametrize("quote", QUOTES, ids=lambda quote: f"line {quote.line}")
def test_what_is_quoted_stands_there(quote):
    for part in quote.text.split("…\n"):
        assert f"\n{part}" in TOY


def test_the_kit_s_classes_are_all_in_the_table():
    from estimative.testing import method_kit

    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    kits = [name for name in vars(method_kit) if name.endswith("Kit")]
    assert len(QUOTES) == 3
    assert [name for name in kits if f"\n| `{name}` |" not in page] == []
