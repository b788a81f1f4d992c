"""Our own prose keeps our own rules: support has words of its own, terms have one spelling, no boast."""

import re

import pytest
from scripts.marked import parts_of

from estimative.base.likelihood import words_of_likelihood
from tests.docs.pages import PAGES, ROOT, blocks, name_of, prose, sentences

WORDS = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, words_of_likelihood()), key=len, reverse=True)) + r")\b", re.IGNORECASE
)
SUPPORT = re.compile(r"\bsupports?\b", re.IGNORECASE)


def misused(text):
    """Whether a sentence describes support by a word of likelihood; quoted words of an author are the author's."""
    own = re.sub(r"“[^”]*”|\*[^*]*\*|`[^`]*`", "", text)
    return bool(SUPPORT.search(own) and WORDS.search(own))


@pytest.mark.parametrize("page", [*PAGES, ROOT / "cases/kabul-airport-2021/README.md"], ids=name_of)
def test_no_word_of_likelihood_describes_support(page):
    assert [sentence for sentence in sentences(page) if misused(sentence)] == []


def test_the_test_would_notice():
    assert misused("Support is likely to fall.")
    assert misused("With a support of 0.87 success is almost certain.")
    assert not misused("The brief says *likely*, and support is 0.87.")
    assert not misused("Support is where the judgments lead.")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_terms_have_one_spelling(page):
    text = prose(page)
    for word in ("verdict", "judgement", "whatif", "what if analysis", "licence key", "percentages of belief"):
        assert not re.search(rf"\b{word}\b", text, re.IGNORECASE), word
    assert not re.search(r"\b(?:color|behavior|modeled|labeled|center of|analyze|organization)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_boast_and_no_filler(page):
    names = r"`[^`]*`|^## [a-z-]+$|\]\([^)]*\)"  # names in code, of commands, of pages
    text = re.sub(names, "", prose(page), flags=re.MULTILINE)
    boasts = (
        "powerful|seamless|robust|leverage|cutting-edge|state-of-the-art|simply|easily|blazing|comprehensive|utili[sz]e"
    )
    assert not re.search(rf"\b(?:{boasts})\b", text, re.IGNORECASE)
    assert "—" not in text


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_has_one_title_and_no_line_too_long_to_review(page):
    text = page.read_text(encoding="utf-8")
    shown = [line for block in blocks(page) for line in block.text.splitlines()]
    assert len(re.findall(r"^# ", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)) == 1
    generated = [line for part in parts_of(text).values() for line in part.splitlines()]
    for number, line in enumerate(text.splitlines(), 1):
        free = line.lstrip().startswith("|") or line in generated or line in shown
        assert free or len(line) <= 120, number
