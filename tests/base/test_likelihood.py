"""Words of likelihood: every term there and back, end points, gaps, nested terms, and the words between scales."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base import likelihood
from estimative.base.errors import UsageError
from estimative.base.likelihood import reading, scale, scales, span, translate, unnumbered, words_of_likelihood

EVERY_TERM = [(known.id, term) for known in scales().values() for term in known.terms]
EVERY_WORD = [(scale_id, term, word) for scale_id, term in EVERY_TERM for word in term.words]


def test_our_data_hold_the_facts_of_the_casebook(shared):
    """Every scale, interval and word of the collected facts, and no other interval."""
    facts = json.loads((shared / "casebook" / "likelihood_scales.json").read_text(encoding="utf-8"))["scales"]
    assert [fact["id"] for fact in facts] == list(scales())
    for fact in facts:
        known = scale(fact["id"])
        assert [(low / 100, high / 100) for _, low, high in fact["terms"]] == [(t.low, t.high) for t in known.terms]
        for (words, *_), term in zip(fact["terms"], known.terms, strict=True):
            for word in words.replace("certain(ly)", "certain").split(" | "):
                assert word in term.words
        assert fact["status"].lower().startswith("from memory" if known.checked == "unchecked" else known.checked)


@pytest.mark.parametrize("known", scales().values(), ids=list(scales()))
def test_a_scale_says_where_it_comes_from_and_is_in_order(known):
    assert known.title
    assert known.source
    assert known.checked in {"checked", "partly checked", "unchecked"}
    assert known.checked_against
    assert all(0 <= term.low < term.high <= 1 for term in known.terms)
    words = [word for term in known.terms for word in term.words]
    assert len(set(words)) == len(words)
    pairs = list(zip(known.terms, known.terms[1:], strict=False))
    meets = {
        "adjacent": all(a.high == b.low for a, b in pairs),
        "gaps": all(a.high <= b.low for a, b in pairs) and any(a.high < b.low for a, b in pairs),
        "nested": any(a.high > b.low for a, b in pairs),
    }
    assert meets[known.shape]


@pytest.mark.parametrize("scale_id, term, word", EVERY_WORD)
def test_every_word_leads_to_its_interval_in_any_case_and_spacing(scale_id, term, word):
    assert scale(scale_id).interval(word) == (term.low, term.high)
    assert scale(scale_id).interval("  " + word.upper().replace(" ", "  ")) == (term.low, term.high)


@pytest.mark.parametrize("scale_id, term", EVERY_TERM)
def test_every_term_comes_back_from_some_number_of_its_interval(scale_id, term):
    found = {t.word for k in range(1001) for t in scale(scale_id).words(k / 1000) if term.low <= k / 1000 <= term.high}
    # In the nested scale this term is always covered by a narrower one: the scale itself is so made.
    assert (term.word in found) is not ((scale_id, term.word) == ("ipcc_ar5_ar6", "more likely than not"))


@pytest.mark.parametrize(
    "scale_id, number, words",
    [
        ("icd203", 0.01, ["almost no chance"]),
        ("icd203", 0.05, ["very unlikely"]),  # a shared end point goes up
        ("icd203", 0.2, ["unlikely"]),
        ("icd203", 0.45, ["roughly even chance"]),
        ("icd203", 0.55, ["likely"]),
        ("icd203", 0.7999, ["likely"]),
        ("icd203", 0.8, ["very likely"]),
        ("icd203", 0.95, ["almost certain"]),
        ("icd203", 0.99, ["almost certain"]),  # the last end belongs to the last term
        ("icd203", 0.995, []),
        ("icd203", 0.0, []),
        ("phia", 0.0, ["remote chance"]),
        ("phia", 0.05, ["remote chance", "highly unlikely"]),  # open above: the end itself lies in the gap
        ("phia", 0.07, ["remote chance", "highly unlikely"]),
        ("phia", 0.22, ["highly unlikely", "unlikely"]),
        ("phia", 0.35, ["unlikely", "realistic possibility"]),
        ("phia", 0.9, ["highly likely", "almost certain"]),
        ("phia", 0.92, ["highly likely", "almost certain"]),
        ("phia", 1.0, ["almost certain"]),
        ("ipcc_ar5_ar6", 0.0, ["exceptionally unlikely"]),
        ("ipcc_ar5_ar6", 0.01, ["extremely unlikely"]),
        ("ipcc_ar5_ar6", 0.03, ["extremely unlikely"]),
        ("ipcc_ar5_ar6", 0.07, ["very unlikely"]),
        ("ipcc_ar5_ar6", 0.2, ["unlikely"]),
        ("ipcc_ar5_ar6", 0.33, ["about as likely as not"]),
        ("ipcc_ar5_ar6", 0.6, ["about as likely as not"]),
        ("ipcc_ar5_ar6", 0.66, ["likely"]),
        ("ipcc_ar5_ar6", 0.9, ["very likely"]),
        ("ipcc_ar5_ar6", 0.97, ["extremely likely"]),
        ("ipcc_ar5_ar6", 1.0, ["virtually certain"]),
        ("ipcc_ar4", 0.01, ["very unlikely"]),
        ("ipcc_ar4", 0.66, ["likely"]),
        ("nato_ajp2_1", 0.6, ["likely"]),
        ("nato_ajp2_1", 1.0, ["highly likely"]),
        ("kent_1964", 0.15, ["almost certainly not", "probably not"]),
        ("kent_1964", 0.61, ["chances about even", "probable"]),
        ("kent_1964", 0.87, ["almost certain"]),
        ("kent_1964", 0.01, []),
    ],
)
def test_numbers_fall_under_the_words_that_the_rules_give(scale_id, number, words):
    assert [term.word for term in scale(scale_id).words(number)] == words


@given(st.sampled_from(sorted(scales())), st.floats(0, 1))
def test_a_number_has_one_word_or_stands_in_a_gap_or_beyond_the_ends(scale_id, number):
    known = scale(scale_id)
    found = known.words(number)
    if len(found) == 1:
        assert found[0].low <= number <= found[0].high
    elif len(found) == 2:
        lower, upper = found
        assert lower.high <= number < upper.low
        assert known.terms.index(upper) == known.terms.index(lower) + 1
    else:
        assert number < min(t.low for t in known.terms) or number > max(t.high for t in known.terms)


@pytest.mark.parametrize("number", [-0.01, 1.01, float("nan"), float("inf")])
def test_what_is_no_number_between_0_and_1_is_refused(number):
    with pytest.raises(UsageError, match="between 0 and 1"):
        scale("icd203").words(number)


@pytest.mark.parametrize(
    "word, low, high, count",
    [("likely", 0.55, 1.0, 5), ("unlikely", 0.0, 0.45, 5), ("Probable", 0.55, 0.87, 3), ("even chance", 0.4, 0.6, 1)],
)
def test_without_a_scale_a_word_spans_all_scales_that_have_it(word, low, high, count):
    found = span(word)
    assert (found.low, found.high, len(found.scales)) == (low, high, count)
    assert reading(word, None) == reading(word, "unstated") == (low, high)


@pytest.mark.parametrize("word", ["most likely", "like", "", "possible", "likely."])
def test_only_the_exact_word_counts(word):
    assert span(word) is None
    assert reading(word, None) is None


@given(st.sampled_from(EVERY_WORD))
def test_the_span_of_a_word_is_the_hull_of_its_intervals(entry):
    _, _, word = entry
    intervals = [(t.low, t.high) for _, t in EVERY_TERM if word in t.words]
    assert reading(word, None) == (min(low for low, _ in intervals), max(high for _, high in intervals))


def test_translation_shows_that_a_word_means_something_else_elsewhere():
    found = translate("likely", "icd203", "ipcc_ar5_ar6")
    assert found.mismatch
    assert found.same_word.low == 0.66
    assert {term.word: round(share, 3) for term, share in found.shares} == {
        "more likely than not": 1.0,
        "likely": 0.56,
        "about as likely as not": 0.44,
    }
    assert "66–100 %" in found.sentence


@given(st.sampled_from(EVERY_TERM), st.sampled_from(sorted(scales())))
def test_translation_into_any_scale_covers_no_more_than_there_is(entry, target):
    scale_id, term = entry
    found = translate(term.word, scale_id, target)
    assert all(0 < share <= 1 + 1e-9 for _, share in found.shares)
    if scale(target).shape == "adjacent":
        assert sum(share for _, share in found.shares) <= 1 + 1e-9
    if target == scale_id:
        assert found.same_word == term
        assert not found.mismatch


def test_unknown_scales_and_words_name_what_there_is():
    with pytest.raises(UsageError, match="did you mean `icd203`"):
        scale("icd-203")
    with pytest.raises(UsageError, match="did you mean `likely`"):
        scale("icd203").interval("likley")


@pytest.mark.parametrize(
    "text, words",
    [
        ("A deal is possible.", ["possible"]),
        ("We cannot  rule\nout a deal.", ["cannot  rule\nout"]),
        ("It can not be ruled out and might happen; it could.", ["can not be ruled out", "might", "could"]),
        ("May they agree? They may.", ["May", "may"]),
        ("On 3 May and in May 2021 they met.", []),
        ("Likely (55–80 %), a realistic possibility, an impossible task, mayhem.", []),
        ("", []),
    ],
)
def test_words_without_a_number_are_found_where_they_stand(text, words):
    found = unnumbered(text)
    assert [one.words for one in found] == words
    assert all(text[one.start :].startswith(one.words) for one in found)


def test_no_word_of_a_scale_carries_no_number():
    assert all(unnumbered(word) == () for word in words_of_likelihood())


def test_a_word_is_scored_by_its_ends_and_its_middle():
    assert scale("icd203").term("likely").middle == pytest.approx(0.675)


def test_the_words_that_support_must_not_use_are_all_of_them():
    words = words_of_likelihood()
    assert words == {word for _, _, word in EVERY_WORD}
    assert all(word == word.casefold().strip() for word in words)
    assert {"likely", "probable", "remote", "virtually certain"} <= words


def test_the_data_file_has_no_field_that_is_not_read():
    data = json.loads((Path(likelihood.__file__).parent / "likelihood_scales.json").read_text(encoding="utf-8"))
    fields = {"id", "title", "source", "checked", "checked_against", "shape", "note", "terms"}
    assert all(set(record) == fields for record in data["scales"])
