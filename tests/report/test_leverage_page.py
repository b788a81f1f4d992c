"""The page on leverage: every link leads somewhere on it, every number to its line, strangers' words stay words."""

import json
import re

import pytest

from estimative.assessment.run import Ensemble
from estimative.base.likelihood import words_of_likelihood
from estimative.case.paths import records
from estimative.desk.leverage import leverage
from estimative.report.leverage_facts import LIMITS, leverage_json
from estimative.report.leverage_page import leverage_html
from tests.report import cases
from tests.report.tree import read

OWN_ROWS = ("run-", "path-", "passage-")


class Page:
    def __init__(self, facts):
        self.facts = facts
        self.text = leverage_html(facts)
        self.tree = read(self.text)


@pytest.fixture(scope="module")
def pages(tmp_path_factory, root):
    """A function: the page of one of the cases by its name, made on first use."""
    known = {}

    def get(name):
        if name not in known:
            if name == "flagship":
                where, draws, actor, wish = root / "cases" / "kabul-airport-2021", 100, "turkey", "success"
            else:
                data = {"hostile": cases.hostile, "calm": lambda: cases.CALM}[name]()
                where, draws = tmp_path_factory.mktemp(name) / "case.yaml", 6
                where.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
                actor, wish = next(iter(data["actors"])), next(iter(data["scenarios"]))
            known[name] = Page(leverage(where, actor, wish, Ensemble(draws)).facts)
        return known[name]

    return get


@pytest.fixture(params=["flagship", "hostile", "calm"])
def page(request, pages):
    return pages(request.param)


def test_every_id_stands_once_and_every_link_leads_to_one(page):
    ids = [node.attrs["id"] for node in page.tree.walk() if "id" in node.attrs]
    assert len(ids) == len(set(ids))
    links = [node.attrs["href"] for node in page.tree.find("a")]
    assert len(links) > 10
    assert {href for href in links if not href.startswith("#")} == set()
    assert {href[1:] for href in links} - set(ids) == set()


def test_every_number_leads_to_a_line_of_the_case_or_to_the_run(page):
    known = records(page.facts.case)
    for node in page.tree.walk():
        if "data-path" in node.attrs:
            assert node.attrs["data-path"] in known
        if node.tag is not None or not re.search(r"\d", node.own_text):
            continue
        above = list(node.above())
        free = any(part.tag in {"title", "style", "time"} for part in above)
        row = any(part.attrs.get("id", "").startswith(OWN_ROWS) for part in above)
        link = any(part.tag == "a" for part in above)
        assert free or row or link or node.near("data-path") is not None, node.own_text


def test_it_runs_nothing_and_fetches_nothing(page):
    assert not {"script", "iframe", "img", "link", "form", "object"} & {node.tag for node in page.tree.walk()}
    assert not [name for node in page.tree.walk() for name in node.attrs if name.startswith("on")]
    assert set(re.findall(r"[a-z]+://[^\s\"'<>]+", page.text)) <= {"http://www.w3.org/2000/svg"}


def test_words_of_the_case_stand_apart_from_ours(pages):
    page = pages("hostile")
    (style,) = page.tree.find("style")
    assert "alert" not in style.text()
    assert page.text.count("<script") == 0
    own = page.tree.text(lambda node: node.tag in {"bdi", "style", "title"})
    assert not set("\u202e\u2066\u2067") & set(own)


def test_no_word_of_likelihood_is_said_but_to_deny_it(pages):
    page = pages("flagship")
    own = page.tree.text(lambda node: node.tag in {"bdi", "style", "title"})
    own = " ".join(own.split()).replace(LIMITS[0], "").casefold()
    assert [word for word in words_of_likelihood() if re.search(rf"\b{re.escape(word)}\b", own)] == []
    assert not re.search(r"likelihood|probab|chance|odds", own)


def test_all_that_was_tried_stands_on_the_page(page):
    text = " ".join(page.tree.text().split())
    for one in page.facts.found.all:
        if "\\u" not in text or one.words.isascii():
            assert " ".join(one.words.split()) in text
    for limit in LIMITS:
        assert limit in text


def test_the_worked_case_finds_the_withdrawal_first_and_a_road_to_the_taliban(pages):
    page = pages("flagship")
    found = page.facts.found
    assert found.own[0].id == "hold-turkey-withdraw-yes"
    text = " ".join(page.tree.text().split())
    assert "Turkey → Pakistan → Taliban, as strong as 2" in text
    assert "What Turkey can do for success" in text
    plain = leverage_json(page.facts)
    assert json.loads(json.dumps(plain)) == plain
    assert plain["own"][0]["serves"] == ["actors/taliban/wants/troops-out"]


def test_the_same_facts_give_the_same_page(pages):
    page = pages("calm")
    assert leverage_html(page.facts) == page.text
