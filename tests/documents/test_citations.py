"""Citations held against an edited document: an oracle that knows each line by identity says what must come out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.documents.citations import BROKEN, Recorded, renewed, verify
from estimative.documents.readers import named, parsed

PLAIN = named("text/1")


def document(*lines):
    return parsed("\n".join(lines).encode(), PLAIN)


def states(found):
    return {citation.id: citation.state for citation in found}


BEFORE = document("Title", "first", "second", "third")
KEPT = renewed(BEFORE, {}, ["p2", "p4"]).record


def test_the_record_is_position_and_digest_by_number():
    assert list(renewed(BEFORE, {}, ["p4", "p2"]).record) == ["p2", "p4"]
    assert KEPT["p2"] == Recorded(6, 11, BEFORE.passage("p2").sha256)
    assert BEFORE.text[6:11] == "first"


@pytest.mark.parametrize(
    "lines, cited, expected",
    [
        (("Title", "first", "second", "third"), ["p2", "p4"], {"p2": "same", "p4": "same"}),
        (("A longer title", "first", "second", "third"), ["p2"], {"p2": "shifted", "p4": "unused"}),
        (("Title", "", "", "first", "second", "third"), ["p2", "p4"], {"p2": "shifted", "p4": "shifted"}),
        (("Title", "new", "first", "second", "third"), ["p2", "p4"], {"p2": "moved", "p4": "moved"}),
        (("Title", "first, changed", "second", "third"), ["p2", "p4"], {"p2": "lost", "p4": "shifted"}),
        (("Title", "first", "third"), ["p2", "p4"], {"p2": "same", "p4": "moved"}),
        (("Title", "third", "second", "first"), ["p2", "p4"], {"p2": "moved", "p4": "moved"}),
        (("Title", "first"), ["p2", "p4", "p3"], {"p2": "same", "p4": "lost", "p3": "missing"}),
        (("Title", "first", "second", "third"), ["p2", "p4", "p3"], {"p2": "same", "p3": "new", "p4": "same"}),
        ((), ["p2"], {"p2": "lost", "p4": "unused"}),
    ],
)
def test_states(lines, cited, expected):
    assert states(verify(document(*lines), KEPT, cited)) == expected


def test_an_id_is_never_quietly_given_other_words():
    after = document("Title", "new", "first", "second", "third")
    found = renewed(after, KEPT, ["p2", "p4"])
    assert found.record == KEPT
    assert [c.sentence for c in found.broken] == [
        "p2 now names other words; the cited words stand at p3 [10, 15]",
        "p4 now names other words; the cited words stand at p5 [23, 28]",
    ]


def test_following_points_to_the_words_all_at_once():
    after = document("Title", "new", "first", "second", "third")
    found = renewed(after, renewed(BEFORE, {}, ["p2", "p3"]).record, ["p2", "p3"], follow=True)
    assert found.followed == {"p2": "p3", "p3": "p4"}
    assert not found.broken
    assert set(found.record) == {"p3", "p4"}
    assert states(verify(after, found.record, ["p3", "p4"])) == {"p3": "same", "p4": "same"}


def test_two_places_with_the_same_words_are_a_choice_for_people():
    after = document("x", "y", "first", "first")
    found = renewed(after, KEPT, ["p2"], follow=True)
    assert not found.followed
    assert [p.id for p in found.broken[0].found] == ["p3", "p4"]


def test_nothing_is_followed_while_something_is_lost():
    after = document("Title", "new", "first", "second", "third, changed")
    found = renewed(after, KEPT, ["p2", "p4"], follow=True)
    assert (found.record, found.followed) == (KEPT, {})
    assert {c.id for c in found.broken} == {"p2", "p4"}


def test_changed_words_are_taken_only_when_somebody_accepts_them():
    after = document("Title", "first, changed", "second", "third")
    assert renewed(after, KEPT, ["p2", "p4"]).broken
    found = renewed(after, KEPT, ["p2", "p4"], accepted=["p2"])
    assert not found.broken
    assert found.record["p2"].sha256 == after.passage("p2").sha256


def test_a_longer_digest_is_compared_by_what_we_keep():
    full = {item: Recorded(kept.start, kept.end, kept.sha256 + "0" * 48) for item, kept in KEPT.items()}
    assert set(states(verify(BEFORE, full, KEPT)).values()) == {"same"}


def test_every_state_has_its_sentence():
    after = document("x", "first", "Title", "fourth")
    kept = {**KEPT, "p1": renewed(BEFORE, {}, ["p1"]).record["p1"]}
    sentences = [c.sentence for c in verify(after, kept, ["p1", "p2", "p3", "p9"])]
    assert len(set(sentences)) == len(sentences) == 5
    assert all(sentence.count("p") for sentence in sentences)


# An edit acts on lines that carry an identity; the oracle follows identities, the code under test sees only text.
EDIT = st.tuples(
    st.sampled_from(["insert", "delete", "change", "swap", "blank"]), st.integers(0, 30), st.integers(0, 30)
)


def edited(lines, edits):
    """Lines are (identity, version); identity None is an empty line. Lines alike in both have the same words."""
    lines, fresh = list(lines), 1000
    for kind, at, other in edits:
        place = at % (len(lines) + 1)
        fresh += 1
        if kind == "insert":
            lines.insert(place, (fresh, 0))
        elif kind == "blank":
            lines.insert(place, (None, 0))
        elif lines:
            place %= len(lines)
            identity, version = lines[place]
            if kind == "delete":
                del lines[place]
            elif kind == "change" and identity is not None:
                lines[place] = (identity, version + 1)
            elif kind == "swap":
                second = other % len(lines)
                lines[place], lines[second] = lines[second], lines[place]
    return lines


def written(lines):
    words = ["" if identity is None else f"line {identity} in its version {version}" for identity, version in lines]
    return parsed("\n".join(words).encode(), PLAIN)


def oracle(before, after, cited, kept):
    """The state of each id, told from identities and counted positions alone."""
    old = [line for line in before if line[0] is not None]
    new = [line for line in after if line[0] is not None]
    result = {}
    for number in {*cited, *kept}:
        now = new[number - 1] if number <= len(new) else None
        if number not in kept:
            result[f"p{number}"] = "new" if now else "missing"
        elif number not in cited:
            result[f"p{number}"] = "unused"
        elif now == old[number - 1]:
            offset = [
                sum(len(w) + 1 for w in plain(lines)[: plain(lines).index(plain([now])[0])])
                for lines in (before, after)
            ]
            result[f"p{number}"] = "same" if offset[0] == offset[1] else "shifted"
        else:
            result[f"p{number}"] = "moved" if old[number - 1] in new else "lost"
    return result


def plain(lines):
    words = ["" if identity is None else f"line {identity} in its version {version}" for identity, version in lines]
    first = next((i for i, word in enumerate(words) if word), 0)
    return words[first:]


@settings(max_examples=300)
@given(st.integers(1, 12), st.lists(EDIT, max_size=6), st.sets(st.integers(1, 14)), st.sets(st.integers(1, 12)))
def test_classification_equals_the_oracle_under_any_edits(count, edits, cited, kept):
    before = [(number, 0) for number in range(count)]
    after = edited(before, edits)
    kept = {number for number in kept if number <= count}
    record = renewed(written(before), {}, {f"p{number}" for number in kept}).record
    found = verify(written(after), record, {f"p{number}" for number in cited})
    assert states(found) == oracle(before, after, cited, kept)
    for citation in found:
        if citation.state == "moved":
            assert all(place.sha256 == citation.recorded.sha256 for place in citation.found)


@settings(max_examples=300)
@given(st.integers(1, 12), st.lists(EDIT, max_size=6), st.sets(st.integers(1, 12), min_size=1), st.booleans())
def test_renewing_keeps_the_words_or_keeps_the_record(count, edits, cited, follow):
    before = [(number, 0) for number in range(count)]
    ids = {f"p{number}" for number in cited if number <= count}
    old, new = written(before), written(edited(before, edits))
    record = renewed(old, {}, ids).record
    found = renewed(new, record, ids, follow=follow)
    if found.broken:
        assert found.record == record
        assert not found.followed
        return
    words = {old.passage(item).text for item in ids}
    now = {found.followed.get(item, item) for item in ids}
    assert {new.passage(item).text for item in now} == words
    again = renewed(new, found.record, now)
    assert again.record == found.record
    assert {c.state for c in again.citations} <= {"same"}
    assert not {c.state for c in found.citations} & (BROKEN - {"moved"})
