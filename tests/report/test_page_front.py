"""The one page for a reader with two minutes: its parts in order, what it says of nothing, how it shortens."""

import dataclasses
import re

import pytest

from estimative.case.longform import from_long
from estimative.case.models import Case
from estimative.inquiry.arguments import Effect, largest
from estimative.report.charts.facts_arguments import argument_facts
from estimative.report.page import fitting, front, page_html
from estimative.report.wording import method_name, signed
from tests.report.tree import read

PARTS = [
    "Key judgments",
    "The brief says · these judgments imply",
    "Confidence",
    "Why",
    "It rests on",
    "Overturned by",
    "Alternatives",
    "Watch",
    "Gaps · dissent",
    "Changed",
    "Basis",
]


def part(case, name):
    (article,) = case.tree.find("article", class_="front")
    (found,) = [section for section in article.find("section") if section.find("h2")[0].text() == name]
    return " ".join(found.text().split())


def test_the_parts_stand_in_their_order(every):
    (article,) = every.tree.find("article", class_="front")
    assert [section.find("h2")[0].text() for section in article.find("section")] == PARTS


def test_the_head_names_what_when_and_for_whom(shown):
    (head,) = shown("flagship").tree.find("article", class_="front")[0].find("header")
    text = " ".join(head.text().split())
    assert "as of 2 September 2021 · horizon 2 September 2022" in text
    assert shown("flagship").facts.digest[7:15] in text
    assert "for: a policy planner" in text


def test_deals_and_no_deals_stand_side_by_side_and_where_they_part_it_is_said(shown):
    text = part(shown("flagship"), PARTS[1])
    assert "with deals of two" in text
    assert "without any deal" in text
    assert "The result hangs on deals: with deals of two, success leads; without any deal, failure leads." in text


def test_three_reasons_each_with_its_passage(shown):
    case = shown("flagship")
    (article,) = case.tree.find("article", class_="front")
    reasons = article.find("ol", class_="reasons")[0].find("li")
    assert len(reasons) == 3
    assert all(reason.find("a", class_="c") for reason in reasons)
    top = case.facts.ranked_arguments()[:3]
    assert [reason.attrs["data-path"] for reason in reasons] == [f"arguments/{name}" for name in top]


def test_where_nothing_weighs_the_reasons_are_what_the_case_cites(shown):
    facts = shown("calm").facts
    light = {name: dataclasses.replace(found, effects={}) for name, found in facts.arguments.items()}
    found = front.reasons(dataclasses.replace(facts, arguments=light))
    assert [reason.path for reason in found] == ["arguments/price", "actors/north/wants/cheap"]
    assert all(reason.effect is None for reason in found)


def test_a_role_that_only_one_could_have_is_a_question(shown):
    assert "The case lists nobody." in part(shown("flagship"), "Overturned by")
    assert "Who else could offer this role" in part(shown("flagship"), "Overturned by")
    with_rival = part(shown("flagship-with-rival"), "Overturned by")
    assert "The case lists nobody." not in with_rival
    assert "A rival that Taliban finds as welcome" in with_rival


def test_the_assumption_whose_what_if_changes_the_leader_is_named(shown):
    case = shown("flagship")
    first, *others = case.facts.overturns()
    assert (first.path, first.what_if) == ("assumptions/no-other-operator", "rival-operator")
    assert (first.method, first.key) == ("conflict", "none")
    told = [change.untold for change in others]
    assert told == sorted(told)  # what cannot be told comes last
    lines = [line for line in case.tree.find("li") if line.attrs.get("data-path") == "assumptions/no-other-operator"]
    assert len(lines) == 2  # on the first page, and in the annex
    assert all("If this is false, in conflict analysis alone none of these leads" in said(line) for line in lines)


def said(node):
    return " ".join(node.text().split())


def test_a_change_in_one_method_is_told_apart_from_one_in_most(shown):
    """Three methods: what turns two of them turns the result, what turns one of them turns that one alone."""
    facts = shown("calm").facts
    up = {"built": Effect(0.1, 0.8, led=True), "none": Effect(0.9, -0.8, leads=True)}
    still = {"built": Effect(0.9, 0.0, led=True, leads=True), "none": Effect(0.1, 0.0)}
    three = ("conflict", "entrails", "tea-leaves")
    for turned, expected in (
        (1, [("conflict", ("conflict",))]),
        (2, [(None, three)]),
        (3, [(None, three)]),
    ):
        by = {method: up if place < turned else still for place, method in enumerate(three)}
        weight = dataclasses.replace(facts.arguments["price"], effects=by)
        changed = dataclasses.replace(facts, arguments={"price": weight}, assumptions={})
        found = changed.overturns()
        assert [(change.method, tuple(line[0] for line in change.figures)) for change in found] == expected
        assert {(change.followed, change.key) for change in found} == {("built", "none")}
        (line,) = read(page_html(changed)).find("section", id="overturned")[0].find("li")[: len(found)]
        assert ("in conflict analysis alone none of these leads" in said(line)) == (turned == 1)
        assert ("tea leaves 0.90 instead of 0.90" in said(line)) == (turned == 2)


def test_two_methods_of_which_one_turns_leave_nothing_in_the_lead_of_most(shown):
    facts = shown("calm").facts
    by = {
        "conflict": {"built": Effect(0.1, 0.8, led=True), "none": Effect(0.9, -0.8, leads=True)},
        "tea-leaves": {"built": Effect(0.9, 0.0, led=True, leads=True), "none": Effect(0.1, 0.0)},
    }
    weight = dataclasses.replace(facts.arguments["price"], effects=by)
    (change,) = dataclasses.replace(facts, arguments={"price": weight}, assumptions={}).overturns()
    assert (change.method, change.followed, change.key) == (None, "built", None)  # one of two is not most


def test_nothing_is_said_to_lead_where_most_is_undetermined(shown):
    facts = shown("flagship").facts
    top = front.followed(facts)
    by = facts.arguments["money"].effects["conflict"]
    lost = {
        key: dataclasses.replace(
            effect,
            effect=effect.effect + effect.without - (0.03 if key == "none" else 0.02),
            without=0.03 if key == "none" else 0.02,
            leads=key == "none",
        )
        for key, effect in by.items()
    }
    open_ = {key: dataclasses.replace(effect, without_undetermined=0.9) for key, effect in lost.items()}
    for effects, untold in ((lost, False), (open_, True)):
        weight = dataclasses.replace(facts.arguments["money"], effects={"conflict": effects})
        changed = dataclasses.replace(facts, arguments={"money": weight}, assumptions={})
        (change,) = changed.overturns()
        assert (change.key, change.followed, change.untold) == ("none", top, untold)
        words = page_html(changed)
        assert ("it cannot be told what leads" in words) == untold


def test_gains_stand_beside_the_authors_effects(shown):
    text = part(shown("flagship"), "Alternatives")
    assert "Better: Turkey (+2)" in text
    assert "The gap:" in text
    assert "None of these:" in text


def test_opposite_signs_are_a_question_to_the_author(shown):
    facts = shown("calm").facts
    assert facts.scenarios["built"].questions
    assert "To the author:" in part(shown("calm"), "Alternatives")


def test_dissent_and_gaps_are_carried_through(shown):
    text = part(shown("calm"), "Gaps · dissent")
    assert "Not known: what it costs (the builders could know)" in text
    assert "Ann disagrees: the price is not the point" in text


def test_an_empty_case_says_of_every_part_that_it_is_empty(shown):
    case = shown("empty")
    words = {name: part(case, name) for name in PARTS}
    assert "Not yet assessed" in words["Key judgments"]
    assert "names no scenario" in words[PARTS[1]]
    assert "The case names no source" in words["Confidence"] or "the case names no source" in words["Confidence"]
    assert "names no argument" in words["Why"]
    assert "names no sign" in words["Watch"]


def test_the_marking_is_the_highest_in_the_case():
    mark = {"text": "?", "marking": "secret"}
    case = {"id": "t", "settings": {"markings": ["office", "secret"]}, "gaps": {"g": mark}, "marking": "office"}
    assert front.marking(from_long(case)) == front.Marking("secret", "gaps/g")
    assert front.marking(from_long({"id": "t", "marking": "none"})) is None
    assert front.marking(from_long({"id": "t", "marking": "unheard-of"})).mark == "unheard-of"


def test_the_horizon_is_the_last_deadline_where_none_is_given():
    criteria = {"a": {"text": "?", "deadline": "2024-03"}, "b": {"text": "?", "deadline": "2023-12-01"}}
    case = from_long({"id": "t", "question": {"text": "?", "criteria": criteria}})
    assert front.horizon(case) == "2024-03"
    assert front.horizon(Case(id="t")) is None


def test_lists_grow_with_the_room_and_the_page_says_what_is_left_out(shown):
    rich = fitting.limits(len(fitting.GROWTH))
    poor = fitting.limits(0)
    assert all(getattr(rich, name) > getattr(poor, name) for name, _ in fitting.GROWTH)
    assert "more signs in the annex" in part(shown("flagship"), "Watch")
    assert "more gaps in the annex" in part(shown("huge"), "Gaps · dissent")


def test_the_richest_front_that_fits_is_taken():
    def write(limits):
        return "<article>" + "<p>one line</p>" * limits.arguments * 9 + "</article>"

    chosen = fitting.fitted(write).count("<p>") / 9
    fitting_ones = [k for k in range(2, 10) if fitting.height("<p>one line</p>" * k * 9) <= fitting.LINES]
    assert chosen == max(fitting_ones)
    assert fitting.fitted(lambda limits: "<p>one line</p>" * 500).count("<p>") == 500


def test_a_what_if_names_itself_at_the_head(shown):
    (head,) = shown("flagship-with-rival").tree.find("article", class_="front")[0].find("header")
    assert "What if: rival operator" in head.text()


@pytest.mark.parametrize("quality", ["solid", None])
def test_an_assumption_that_could_not_be_computed_says_so(shown, quality):
    (section,) = shown("hostile").tree.find("section", id="assumptions")
    assert "not computed: it carries nothing" in " ".join(section.text().split())


def test_zeros_have_their_reasons(shown):
    (section,) = shown("flagship").tree.find("section", id="arguments")
    rows = {
        row.attrs["data-path"]: " ".join(row.text().split()) for row in section.find("tr") if "data-path" in row.attrs
    }
    facts = shown("flagship").facts
    assert rows.keys() == {f"arguments/{name}" for name in facts.arguments}
    for name, found in facts.arguments.items():
        assert ("in this case nothing hangs on it" in rows[f"arguments/{name}"]) == (found.zero_because is not None)
    for name, found in facts.arguments.items():
        on_force_alone = found.size < 1e-9 and largest(found.force) > 1e-9
        assert ("moves no support, only the balance of force" in rows[f"arguments/{name}"]) == on_force_alone
    assert {found.zero_because for found in facts.arguments.values()} == {"no effect", None}
    assert any(largest(found.force) > 1e-9 > found.size for found in facts.arguments.values())


def test_an_argument_stands_on_the_front_once_with_the_method_that_it_moves_most(shown):
    case = shown("flagship")
    (front_side,) = case.tree.find("article", class_="front")
    rows = [row for table in front_side.find("table", class_="weights") for row in table.find("tr")]
    paths = [row.attrs["data-path"] for row in rows if row.attrs.get("data-path", "").startswith("arguments/")]
    assert len(set(paths)) == len(paths) > 1
    followed = argument_facts(case.facts).followed
    for row in rows:
        path = row.attrs.get("data-path", "")
        if path.startswith("arguments/"):
            effects = case.facts.arguments[path[10:]].effects
            method = max(effects, key=lambda method: abs(effects[method][followed].effect))
            assert method_name(method) in said(row)
            assert signed(effects[method][followed].effect) in said(row)
    (annex,) = case.tree.find("section", id="arguments")
    moved = {(name, method) for name, found in case.facts.arguments.items() for method in found.effects}
    shown_there = [row.attrs["data-path"] for row in annex.find("tr") if "data-path" in row.attrs]
    assert len(shown_there) > len(case.facts.arguments)  # one row for each method that it moves
    assert len(shown_there) <= len(moved)


def test_what_moves_no_support_is_counted_alike_on_both_sides_of_the_page(shown):
    for name in ("flagship", "hostile", "calm", "huge"):
        case = shown(name)
        idle = sum(1 for found in case.facts.arguments.values() if found.size < 1e-9)
        (row,) = case.rows["run-arguments"]
        assert f"{idle} of them move no support here" in row.text()
        front_says = part(case, "It rests on")
        assert (f"of {len(case.facts.arguments)} move" in front_says) == bool(idle)


@pytest.mark.parametrize(
    "reason, words",
    [("not modelled", "not modelled"), ("unrun", "carried by a method not run"), ("no effect", "without effect")],
)
def test_a_zero_of_each_kind_has_its_words(shown, reason, words):
    facts = shown("calm").facts
    weight = dataclasses.replace(facts.arguments["price"], effects={}, zero_because=reason)
    tree = read(page_html(dataclasses.replace(facts, arguments={"price": weight})))
    (row,) = [row for row in tree.find("section", id="arguments")[0].find("tr") if "data-path" in row.attrs]
    assert f"in this case nothing hangs on it: {words}" in " ".join(row.text().split())


def test_several_methods_are_shown_apart_and_never_as_one_figure(shown):
    """A second method, as a third party's would come: its own rows, its own name, no mean of the two."""
    facts = shown("calm").facts
    supports = facts.scenarios["built"].supports
    other = dataclasses.replace(supports["conflict"], mean=0.11, low=0.1, high=0.12)
    scenario = dataclasses.replace(facts.scenarios["built"], supports={**supports, "tea-leaves": other})
    none = {**facts.none, "tea-leaves": dataclasses.replace(facts.none["conflict"], mean=0.89)}
    tree = read(page_html(dataclasses.replace(facts, scenarios={"built": scenario}, none=none)))
    text = " ".join(tree.text().split())
    assert "tea leaves" in text
    mean = (supports["conflict"].mean + 0.11) / 2
    (methods,) = tree.find("section", id="methods")
    assert not re.search(rf"\b{mean:.2f}\b", methods.text())
