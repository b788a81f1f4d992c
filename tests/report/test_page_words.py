"""Three lines, never merged: words of likelihood are the author's and the signer's, never said of support."""

import re
from importlib import resources

import pytest

from estimative.base.likelihood import words_of_likelihood

DENIALS = (
    "it is no likelihood",
    "nobody has signed a likelihood",
    "It is no likelihood: only the author’s words and a signed assessment speak of that",
    "this is where improving moves lead, not chance",
)
"""The page's own sentences that name likelihood or chance: each says that support is none, or that nobody signed."""


def others(node):
    """Words that are not the page's own: those of the case, of the author, of whoever signs."""
    return (
        node.tag in {"bdi", "style"}
        or bool({"author", "assessed", "said"} & set(node.attrs.get("class", "").split()))
        or node.tag == "title"
    )


def own_words(case):
    text = " ".join(case.tree.text(others).split())
    for denial in DENIALS:
        text = text.replace(denial, "")
    return text


def test_the_page_says_no_word_of_likelihood_of_its_own(every):
    text = own_words(every).casefold()
    found = [word for word in words_of_likelihood() if re.search(rf"\b{re.escape(word)}\b", text)]
    assert found == []
    assert not re.search(r"likelihood|probab|chance|odds", text)


def test_the_signed_line_and_the_authors_are_shown_as_what_they_are(shown):
    case = shown("calm")
    (signed, *_) = case.tree.find("p", class_="assessed")
    assert " ".join(signed.text().split()) == "We assess built as unlikely (20–45 %). Signed: Ann, 1 February 2024"
    author = [text for cell in case.tree.find("td", class_="author") if (text := cell.text())]
    assert author
    assert all("“likely”" in text and "55–80 %" in text for text in author)


def test_nothing_is_assessed_until_somebody_signs(shown):
    case = shown("flagship")
    assert "Not yet assessed" in case.tree.text()
    assert case.tree.find("p", class_="assessed") == []


def sentences(case):
    """The sentences of the page, block by block, whoever's words they are."""
    for node in case.tree.walk():
        if node.tag in {"p", "li", "td", "th", "h1", "h2", "h3", "caption", "figcaption"}:
            yield from re.split(r"(?<=[.:?!])\s", " ".join(node.text().split()))


@pytest.mark.parametrize("name", ["flagship", "flagship-with-rival", "calm", "empty", "no-actors"])
def test_likelihood_and_confidence_are_never_in_one_sentence(shown, name):
    words = re.compile("|".join([r"likelihood", *(rf"\b{re.escape(word)}\b" for word in words_of_likelihood())]))
    both = [text for text in sentences(shown(name)) if "confiden" in text.casefold() and words.search(text.casefold())]
    assert both == []


def test_the_templates_themselves_hold_no_word_of_likelihood():
    folder = resources.files("estimative.report.page").joinpath("templates")
    for template in folder.iterdir():
        text = template.read_text(encoding="utf-8")
        for denial in DENIALS:
            text = text.replace(denial, "")
        text = re.sub(r"\{[{%].*?[}%]\}", " ", text, flags=re.DOTALL).casefold()
        assert not [word for word in words_of_likelihood() if re.search(rf"\b{re.escape(word)}\b", text)], template.name


def test_bands_are_words_of_their_own(shown):
    (front,) = shown("flagship").tree.find("article", class_="front")
    text = " ".join(front.text().split())
    assert "mostly holds" in text
    assert "throughout" not in text


def test_what_is_not_modelled_is_said_once(shown):
    text = shown("flagship").tree.text()
    assert text.count("Time is not modelled, and this is where improving moves lead, not chance.") == 1
    assert text.count("Under SEQ whoever could punish a move is credited with any improvement of its own.") == 1
