"""Every command that the docs show is run, in a copy of the cases, and prints what the page says."""

import doctest
import shutil

import pytest

from tests.docs.pages import DOCS, PAGES, ROOT, Sandbox, blocks, commands, edits, name_of, unmatched

RUN = [page for page in PAGES if any(block.kind in ("console", "python") for block in blocks(page))]


SLOW = {"docs/tutorial.md"}


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=[pytest.mark.slow] * (name_of(page) in SLOW), id=name_of(page)) for page in RUN]
)
def test_every_command_of_a_page_prints_what_the_page_shows(page, tmp_path):
    shutil.copytree(ROOT / "cases", tmp_path / "cases")
    sandbox = Sandbox(tmp_path)
    for block in blocks(page):
        sandbox.follow(block)
    assert not sandbox.waiting, "an action without its block"


def test_the_pages_that_show_how_are_run():
    assert {name_of(page) for page in RUN} >= {
        "docs/tutorial.md",
        *(name_of(p) for p in (DOCS / "how-to").glob("*.md")),
    }


def test_no_block_with_a_command_escapes():
    for page in PAGES:
        for block in blocks(page):
            if "\n$ " in f"\n{block.text}":
                assert block.kind == "console", f"{name_of(page)}:{block.line}"


@pytest.mark.parametrize("page", [p for p in PAGES if ">>> " in p.read_text(encoding="utf-8")], ids=name_of)
def test_every_python_session_answers_as_shown(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried
    assert not failed


@pytest.mark.parametrize("module", ["marked", "figures", "reference"])
def test_the_examples_in_the_scripts_hold(module):
    import importlib

    failed, tried = doctest.testmod(importlib.import_module(f"scripts.{module}"))
    assert tried
    assert not failed


# The test's own tools.


def test_shown_output_is_compared_from_its_first_line_to_its_last():
    assert unmatched("a\nb", "a\nb\n") is None
    assert unmatched("a\n…", "a\nb\nc\n") is None
    assert unmatched("a … c\n…\ne", "a b c\nd\ne\n") is None
    assert unmatched("a\nb", "a\nc\n") == "b"
    assert unmatched("a", "a\nb\n") == "the end of the output"
    assert unmatched("b\n…", "a\nb\n") == "b"


def test_commands_and_edits_are_read_as_they_stand():
    assert commands("$ one\nout\n$ two\n") == [("one", "out"), ("two", None)]
    assert edits("-a\n-b\n+c\n-d\n+e\n") == [("a\nb", "c"), ("d", "e")]
