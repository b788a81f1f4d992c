"""Pictures: facts apart from ink. What is drawn is what the facts hold, and each stands as a file of its own too."""

import dataclasses
import re

import pytest

from estimative.assessment.conflict import prepare
from estimative.assessment.conflict_map import ConflictMap, MapMove, MapState, conflict_map
from estimative.case.longform import from_long
from estimative.report.argument_words import claimed
from estimative.report.charts import conflict_map_svg, support_svg
from estimative.report.charts.draw_actors import draw_actors
from estimative.report.charts.draw_arguments import NARROW, SHAPES, WIDE, draw_arguments
from estimative.report.charts.draw_map import draw_map
from estimative.report.charts.draw_small import small_effect, small_share
from estimative.report.charts.draw_support import draw_support
from estimative.report.charts.facts_actors import actors_facts
from estimative.report.charts.facts_arguments import ArgumentBar, ArgumentPicture, ArgumentRow, argument_facts
from estimative.report.charts.facts_map import map_facts
from estimative.report.charts.facts_support import support_facts
from estimative.report.charts.ink import PAGE, PAPER
from estimative.report.charts.svg import el, label, picture, said
from estimative.report.wording import method_name
from tests.report.tree import read


def words(svg):
    """The texts of a picture; raises where it is not well formed."""
    return [node.text() for node in read(str(svg)).find("text")]


def test_a_file_of_its_own_has_its_own_colours_on_white_and_no_links(shown):
    for name in ("flagship", "hostile", "calm"):
        for svg in (conflict_map_svg(shown(name).facts), support_svg(shown(name).facts)):
            (root,) = read(svg).find("svg")
            assert root.attrs["role"] == "img"
            assert root.attrs["viewbox"].split()[2:] == [root.attrs["width"], root.attrs["height"]]
            assert "var(" not in svg
            assert root.find("a") == []
            assert root.find("rect")[0].attrs["fill"] == PAPER.ground


def test_there_is_no_picture_where_there_is_nothing_to_show(shown):
    facts = shown("empty").facts
    assert conflict_map_svg(facts) == support_svg(facts) == ""
    assert map_facts(facts) is None
    assert support_facts(facts) == ()
    assert draw_support(()) == draw_arguments(argument_facts(facts)) == draw_actors(actors_facts(facts.case)) == ""


def test_the_map_draws_every_state_and_every_move(shown):
    facts = shown("flagship").facts
    found = map_facts(facts)
    nodes = [node for column in [*found.columns, found.apart] for node in column]
    assert {node.number for node in nodes} == {state.number for state in facts.map.states}
    assert len(found.edges) == len(facts.map.moves)
    drawn = words(draw_map(found, PAPER))
    assert {f"{node.number}" for node in nodes} <= set(drawn)
    arrows = re.findall(r'd="M[-\d. ]+l-?\d+ ', draw_map(found, PAPER))
    assert len(arrows) == len(found.edges)


def test_deals_are_dashed_and_own_moves_are_not(shown):
    found = map_facts(shown("flagship").facts)
    deals = sum(edge.deal for edge in found.edges)
    own = draw_map(dataclasses.replace(found, edges=tuple(edge for edge in found.edges if not edge.deal)), PAPER)
    everything = draw_map(found, PAPER)
    assert 0 < deals < len(found.edges)
    assert everything.count('stroke-dasharray="7 4"') - own.count('stroke-dasharray="7 4"') == deals


def test_a_state_that_lasts_has_a_frame_more(shown):
    found = map_facts(shown("flagship").facts)
    restless = tuple(tuple(dataclasses.replace(node, resting=False) for node in column) for column in found.columns)
    nodes = [node for column in found.columns for node in column]
    less = draw_map(dataclasses.replace(found, columns=restless), PAPER)
    assert draw_map(found, PAPER).count("<rect") - less.count("<rect") == sum(node.resting for node in nodes) > 0


def test_the_main_path_is_told_in_words(shown):
    together, alone = map_facts(shown("flagship").facts).paths
    assert together.title == "with deals of two"
    assert together.steps[0].words.startswith("Turkey: ")
    assert alone.steps == ()
    assert "nobody moves: failure" in " ".join(words(draw_map(map_facts(shown("flagship").facts), PAPER)))


def long_map(length):
    """A corridor of states, one step after the other, with a branch at every one that leads nowhere."""
    states = [
        MapState(k, {"north.build": "no"}, ("none",), k == 0, k == length - 1, float(k == length - 1), 0.0, k // 2)
        for k in range(length)
    ]
    moves = [MapMove(k, k + 2, ("north",), 0.5, k % 2 == 0, False) for k in range(length - 2)]
    moves += [MapMove(k, k - 1, ("north", "south"), 0.5, False, False) for k in range(1, length)]
    return ConflictMap("SEQ", 2, tuple(states), tuple(moves), 0, 2 * length, False, False)


@pytest.mark.parametrize("length", [1, 2, 36, 121])
def test_maps_of_any_length_are_drawn_and_large_ones_keep_where_the_play_ends(shown, length):
    facts = dataclasses.replace(shown("calm").facts, map=long_map(length))
    found = map_facts(facts)
    numbers = {node.number for column in [*found.columns, found.apart] for node in column}
    assert len(numbers) + found.left_out == length
    assert {0, length - 1} <= numbers
    assert len(words(draw_map(found, PAPER))) >= len(numbers)


def test_support_has_a_bar_for_each_method_and_one_for_the_other_play(shown):
    facts = shown("flagship").facts
    rows = support_facts(facts)
    assert [row.key for row in rows] == ["success", "failure", "none"]
    assert len(facts.methods) > 1
    for row, supports in zip(rows, [*(found.supports for found in facts.scenarios.values()), facts.none], strict=True):
        expected = []
        for method in facts.methods:
            expected.append((True, supports[method].mean))
            if method == "conflict":
                expected.append((False, facts.plays["conflict"]["SEQ"].no_deals[row.key]))
        assert [(bar.main, bar.mean) for bar in row.bars] == expected
    assert [bar.label for bar in rows[0].bars if not bar.main] == ["without any deal"]
    assert not any("nfluence" in bar.label for row in rows for bar in row.bars)  # it says nothing of where things lead
    assert rows[0].author == "likely"
    assert "the brief: “likely”" in words(draw_support(rows, PAPER))


def test_the_authors_interval_is_not_on_the_scale_of_support(shown):
    """The author's words change nothing but words: no bar, no line."""
    rows = support_facts(shown("flagship").facts)
    silent = [dataclasses.replace(row, author="", reading="", stated=None) for row in rows]
    shapes = re.compile(r"<(?:rect|path)[^>]*>")
    with_words, without = (sorted(shapes.findall(draw_support(found, PAPER))) for found in (rows, silent))
    widths = re.compile(r'width="([\d.]+)" height="13"')
    assert widths.findall("".join(with_words)) == widths.findall("".join(without))
    assert len(with_words) == len(without)


def test_arguments_that_move_nothing_stand_below_the_others_each_with_its_reason(shown):
    facts = shown("flagship").facts
    found = argument_facts(facts)
    assert len(found.rows) + found.idle == len(facts.arguments)
    assert [row.id for row in (*found.rows, *found.zeros)] == facts.ranked_arguments()
    assert len(argument_facts(facts, most=2).rows) == 2
    assert all(row.zero for row in found.zeros)
    assert not any(row.zero for row in found.rows)
    for layout in (WIDE, NARROW):
        drawn = draw_arguments(found, PAPER, layout=layout)
        assert "move nothing by themselves" in drawn
        last = max(float(y) for y in re.findall(r' y="([\d.]+)"', drawn))
        assert last < float(re.search(r'viewBox="0 0 \d+ ([\d.]+)"', drawn).group(1))


def test_every_argument_is_one_line_with_a_bar_for_each_method_it_moves_and_a_diamond_for_its_share(shown):
    facts = shown("flagship").facts
    found = argument_facts(facts)
    bars = [(row, bar) for row in (*found.rows, *found.zeros) for bar in row.bars]
    for row, bar in bars:
        effects = {method_name(method): by[found.followed] for method, by in facts.arguments[row.id].effects.items()}
        assert bar.effect == effects[bar.method].effect
        assert bar.share is not None
        assert bar.share.low <= bar.share.value <= bar.share.high
    drawn = draw_arguments(found, PAPER)
    diamonds = sum(abs(bar.share.value) > 1e-9 or not bar.share.exact for _, bar in bars)
    assert drawn.count("M0 -4L4 0L0 4L-4 0Z") == diamonds + 1  # one in the legend
    for kind in {row.kind for row in found.rows}:
        assert SHAPES[kind] in drawn


def test_the_authors_direction_is_an_arrow_that_is_heavy_where_the_bar_goes_the_other_way():
    bar = ArgumentBar("conflict analysis", -0.3, 0.0, None, 0.0)
    row = ArgumentRow("a", "arguments/a", "lever", "it helps", (bar,), claim=1)
    picture = ArgumentPicture("built", "built", "scenarios/built", (row,), 0)
    assert row.against_claim
    assert 'stroke-width="2.4"' in draw_arguments(picture, PAPER)
    agreeing = dataclasses.replace(picture, rows=(dataclasses.replace(row, claim=-1),))
    assert 'stroke-width="2.4"' not in draw_arguments(agreeing, PAPER)
    silent = dataclasses.replace(picture, rows=(dataclasses.replace(row, claim=0),))
    assert "direction" not in draw_arguments(silent, PAPER)
    assert not dataclasses.replace(row, bars=(dataclasses.replace(bar, effect=-0.004),)).against_claim


def test_a_direction_is_claimed_only_where_the_author_says_whom_a_scenario_helps():
    case = from_long(
        {
            "id": "t",
            "actors": {"a": {"options": {"go": {}}}},
            "scenarios": {
                "good": {"when": "a.go", "effects": {"a": 2}},
                "bad": {"when": "not a.go", "effects": {"a": -1}},
            },
            "arguments": {
                "pull": {"kind": "motive", "actor": "a", "text": "x"},
                "hindrance": {"kind": "obstacle", "actor": "a", "text": "x"},
                "nobody": {"kind": "lever", "text": "x"},
            },
        }
    )
    found = {(name, key): claimed(case, name, key) for name in case.arguments for key in ("good", "bad", "none")}
    assert {place: side for place, side in found.items() if side} == {
        ("pull", "good"): 1,
        ("pull", "bad"): -1,
        ("hindrance", "good"): -1,
        ("hindrance", "bad"): 1,
    }


def test_an_argument_that_lowers_is_hatched_to_the_left():
    raises, lowers = small_effect(0.5), small_effect(-0.5)
    assert PAGE.first in raises
    assert PAGE.second in lowers
    assert 'x="48"' in raises
    assert 'x="24"' in lowers
    assert small_share(0.0).count('stroke-width="0"') == 1


def test_what_cannot_be_told_without_an_argument_is_dashed(shown):
    assert "stroke-dasharray" not in small_effect(0.5)
    assert small_effect(0.5, 0.2).count("<rect") == small_effect(0.5, 0.0).count("<rect") + 1
    assert small_effect(0.5, 0.5).count("<rect") == 1
    facts = shown("calm").facts
    effects = facts.arguments["price"].effects["conflict"]
    open_ = {key: dataclasses.replace(effect, effect=0.6, without_undetermined=0.4) for key, effect in effects.items()}
    weight = dataclasses.replace(facts.arguments["price"], effects={"conflict": open_})
    (row,) = argument_facts(dataclasses.replace(facts, arguments={"price": weight})).rows
    assert (row.bars[0].effect, row.bars[0].open) == (0.6, 0.4)


def test_actors_stand_with_what_they_decide_now():
    case = from_long(
        {
            "id": "t",
            "actors": {
                "a": {"options": {"pace": {"variants": ["slow", "fast"], "grants": {"fast": "b"}, "moves": "forward"}}},
                "b": {"name": "Bee"},
            },
            "drivers": {"rain": {}},
            "now": {"a.pace": "fast"},
        }
    )
    found = actors_facts(case)
    assert [card.path for card in found.cards] == ["actors/a", None]
    pace = found.cards[0].factors[0]
    assert (pace.variants, pace.now, pace.one_way, pace.granted) == (("slow", "fast"), 1, True, ("Bee",))
    assert found.cards[1].factors[0].now is None
    assert [onlooker.name for onlooker in found.onlookers] == ["Bee"]
    assert "✓ fast" in words(draw_actors(found, PAPER))


def test_many_actors_are_drawn_up_to_a_bound():
    actors = {f"a{k}": {"name": "W" * 300, "options": {"go": {"words": {"yes": "W" * 300}}}} for k in range(60)}
    found = actors_facts(from_long({"id": "t", "actors": actors}))
    assert len(found.cards) + found.left_out == 60
    assert all(len(text) < 60 for text in words(draw_actors(found, PAPER)))


def test_text_in_pictures_is_escaped_and_its_direction_kept():
    svg = picture(
        "p", (10, 10), "t", "d", PAPER, said(0, 0, "\u202e</text><script>", "#000"), label(1, 1, "<&", "#000")
    )
    assert "<script" not in svg
    assert words(svg) == ["\\u202e</text><script>", "<&"]
    assert 'unicode-bidi="isolate"' in svg


def test_numbers_in_attributes_are_short():
    assert el("path", x=1 / 3, y=-0.001, z=100.0) == '<path x="0.33" y="0" z="100"/>'


def test_a_play_that_goes_round_is_not_said_to_rest() -> None:
    case = from_long(
        {
            "id": "pennies",
            "settings": {"conflict": {"concept": "Nash"}},
            "actors": {
                who: {"options": {"head": {}}, "wants": {"win": {"that": that, "rank": 1}}}
                for who, that in (("a", "a.head iff b.head"), ("b", "not (a.head iff b.head)"))
            },
            "scenarios": {"same": {"when": "a.head iff b.head"}},
        }
    )
    found = conflict_map(prepare(case, {}, {}))
    assert found.circling_deals
    assert found.circling_no_deals
    assert {move.start for move in found.moves} == {1, 2, 3, 4}
