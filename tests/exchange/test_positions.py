"""From a path, and a place in a statement, to line and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.exchange.yaml_reading import parse_yaml
from tests.case.sample import FULL, marked


def positions(text):
    return parse_yaml(text).positions


@pytest.mark.parametrize(
    "path, offset, text",
    [
        ("a", 0, "a: §b"),
        ("a", 2, "a: bc§d"),
        ("a", 4, "x: 1\na: bc d§ # remark"),
        ("a", 3, "a: 'bcd§e'"),
        ("a", 1, "a: 'b§cde'"),
        ("a", 2, "a: 'b''§c'"),
        ("a", 3, "a: 'b''c§'"),
        ("a", 99, "a: 'bcd§'"),
        ("a", 1, 'a: "\\u0062§cd"'),
        ("a", 2, 'a: "\\U00000062\\x63§d"'),
        ("a", 2, 'a: "b\\"§c"'),
        ("a", 1, "a: '  b§c'"),  # values are stripped before they are read
        ("a", 3, "a: §>-\n  bcd\n  e"),
        ("a", 3, "a: §|\n  bcd"),
        ("a", 3, "a: §bcd\n  e"),
        ("a", 3, "a: §'bcd\n  e'"),
        ("a/b/1", 0, "a: {b: [c, §d]}"),
        ("a/b", 0, "a: {b: §[c, d]}"),
        ("a/b/c/d", 0, "a: {b: §[c, d]}"),
        ("a", 0, "§a: {b: c}".replace("§a: ", "a: §")),
        ("", 0, "§a: b"),
        ("nothing", 0, "§a: b"),
        ("a", 0, "§a:\n  b: c"),
        ("a/b", 0, "a:\n  §b:\n    - c"),
        ("a/b/0", 0, "a:\n  b:\n    - §c"),
        ("a/0", 0, "a:\n  - §b: c\n  - d: e"),
        ("x/y=1/z", 0, "x: {y=1: {z: §3}}"),
        ("x/y/z/w", 0, "x: {y/z: {w: §3}}"),
        ("rank/range", 0, "rank: 3\nrange: §[1, 2]"),
        ("rank/range/1", 0, "{rank: 3, range: [1, §2]}"),
        ("é", 1, "é: ü§x"),
        ("a", 1, "\U0001f600: 1\na: \U0001f600§x"),
    ],
)
def test_where_a_value_stands(path, offset, text):
    text, place = marked(text)
    assert positions(text).locate(path, offset) == place


@pytest.mark.parametrize(
    "path, text", [("a", "§a: b"), ("a/b", "a:\n  §b: c"), ("a/b", "a: {x: 1, §b: c}"), ("a/0", "a: [§b]")]
)
def test_where_a_key_stands(path, text):
    text, place = marked(text)
    assert positions(text).key(path) == place


def test_a_mark_of_byte_order_and_returns_do_not_count():
    assert positions("\ufeffa: b\r\nc: d\r\n").locate("c") == (2, 4)


def test_every_value_of_a_case_is_found_where_it_is_written():
    places = positions(FULL)
    lines = FULL.splitlines()
    for path, spot in places.spots.items():
        line, column = places.locate("/".join(map(str, path)))
        found = lines[line - 1][column - 1 :]
        assert FULL[spot.start :].startswith(found) or found == f"{path[-1]}:"
        if spot.key is not None:
            line, column = places.line_column(spot.key)
            assert lines[line - 1][column - 1 :].startswith(str(path[-1]))


@given(st.text(st.sampled_from("ab '\"\\=é.\t"), min_size=1, max_size=30), st.sampled_from("'\""), st.data())
def test_places_in_quotes_are_exact(statement, quote, data):
    """Whatever a quoted text on one line says, the place of each of its characters is known."""
    offset = data.draw(st.integers(1, max(len(statement.strip()) - 1, 1)))
    escaped = statement.replace("'", "''") if quote == "'" else statement.replace("\\", "\\\\").replace('"', '\\"')
    text = f"key: {quote}{escaped}{quote}"
    if len(statement.strip()) < 2:
        return
    document = parse_yaml(text)
    assert document.value["key"] == statement
    line, column = document.positions.locate("key", offset)
    assert line == 1
    written = text[column - 1]
    wanted = statement.strip()[offset]
    assert written == wanted or (written == "\\" and text[column] == wanted)
