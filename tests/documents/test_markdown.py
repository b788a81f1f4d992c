"""Markdown: what a reader would point to is one passage; markup stays; what shows no words is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.documents.readers import named, parsed

MARKDOWN = named("markdown/1")


def passages(text):
    return [passage.text for passage in parsed(text.encode(), MARKDOWN).passages]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("# Title\nText\nmore\n\nNext", ["# Title", "Text more", "Next"]),
        ("Title\n=====\nText", ["Title", "Text"]),
        ("A long\ntitle\n---\nText", ["A long title", "Text"]),
        ("#hash is text\n#", ["#hash is text"]),
        ("- a\n- b\n  wrapped\n- c", ["- a", "- b wrapped", "- c"]),
        ("- a\n\n  further\n\n- b", ["- a", "further", "- b"]),
        ("- a\n  - inner\n  1. first\n  2. second", ["- a", "- inner", "1. first", "2. second"]),
        ("Text\n- item", ["Text", "- item"]),
        ("Text of\n2021. That year", ["Text of 2021. That year"]),  # a number within a paragraph starts no list
        ("Text\n1. item\n2) item", ["Text", "1. item", "2) item"]),
        ("Text\n-\nmore", ["Text", "more"]),  # a lone dash underlines, as in CommonMark
        ("-\n  empty first", ["- empty first"]),
        ("-\n\n- ", []),
        ("> said\n> on\n> two lines\n>\n> again", ["> said on two lines", "> again"]),
        ("> said\nlazily", ["> said lazily"]),
        ("Text\n> said\n>> deeper", ["Text", "> said", ">> deeper"]),
        ("> - a\n> - b", ["> - a", "> - b"]),
        ("```py\nx = 1\n\ny = 2\n```\nText", ["```py\nx = 1\n\ny = 2\n```", "Text"]),
        ("~~~\n```\n# no heading\n~~~~\nText", ["~~~\n```\n# no heading\n~~~~", "Text"]),
        ("```\nopen\n\nto the end", ["```\nopen\n\nto the end"]),
        ("```\n> ```\nstill in\n```", ["```\n> ```\nstill in\n```"]),
        ("> ```\n> code\nText", ["> ```\n> code", "Text"]),
        ("- ```\n  code\n  ```\n- b", ["- ```\ncode\n```", "- b"]),
        ("``` `no` fence ```\ntext", ["``` `no` fence ``` text"]),
        (
            "| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |\n\nText\nmore",
            ["| a | b |", "| 1 | 2 |", "| 3 | 4 |", "Text more"],
        ),
        ("a | b\n- | -\n1 | 2", ["a | b", "1 | 2"]),
        ("| no table |\n| wraps |", ["| no table | | wraps |"]),
        ("a\n\n***\n\n- - -\n\n___\nb", ["a", "b"]),
        ("---\ntitle: x\n---\nText", ["Text"]),
        ("---\ntitle: x\n...\nText", ["Text"]),
        ("---\nnever closed", ["never closed"]),
        ("Text\n\n---\nmore\n---\n", ["Text", "more"]),
        ("a\n<!-- one\n\ntwo -->\nb", ["a", "b"]),
        ("<!-- x --> seen <!-- y -->", ["seen <!-- y -->"]),
        ("<!-- x --><!-- y\nz --> seen", ["seen"]),
        ("<!-- never closed\n\ntext", []),
        ("words <!-- kept, within a line --> on", ["words <!-- kept, within a line --> on"]),
        ("Claim.[^1]\n\n[^1]: One.\n[^2]: Two\n  lines.", ["Claim.[^1]", "[^1]: One.", "[^2]: Two lines."]),
        ("    indented\n    code", ["indented code"]),
        ("**b**  \n[l](http://x.y) _i_", ["**b** [l](http://x.y) _i_"]),
        ("Tom\\\nhard", ["Tom\\ hard"]),
        ("", []),
        ("--", []),
    ],
)
def test_passages(text, expected):
    assert passages(text) == expected


@given(st.lists(st.sampled_from(["one", "two", "three", "four."]), min_size=2, max_size=12), st.data())
def test_wrapping_a_paragraph_anew_changes_nothing(words, data):
    breaks = data.draw(
        st.lists(st.sampled_from([" ", "\n", "  \n", " \n   "]), min_size=len(words), max_size=len(words))
    )
    wrapped = "".join(word + joint for word, joint in zip(words, breaks, strict=True))
    assert passages("# A\n\n" + wrapped + "\n\nend") == ["# A", " ".join(words), "end"]


LINE = st.lists(
    st.sampled_from(
        ["a", "b c", "- ", "1. ", "2) ", "# ", "> ", "```", "~~~", "---", "===", "|", "|-|", "[^1]: ", " ", "x|y"]
    ),
    max_size=4,
).map("".join)


@given(st.lists(LINE, max_size=12).map("\n".join))
def test_reading_the_canonical_text_again_finds_the_same_passages(text):
    document = parsed(text.encode(), MARKDOWN)
    again = parsed(document.text.encode(), MARKDOWN)
    assert again.text == document.text
    assert again.passages == document.passages
