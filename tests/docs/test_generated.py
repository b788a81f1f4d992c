"""What is generated in README and docs is what the program makes today."""

import json

import pytest
from scripts import figures, generate
from scripts.marked import filled, parts_of

from estimative.assessment.run import Ensemble, run_methods
from estimative.case.longform import case_digest
from estimative.exchange.case_files import read_case
from estimative.exchange.what_ifs import apply
from estimative.inquiry.rivals import rival_in, weigh_rival
from tests.docs.pages import PAGES, ROOT, name_of

WITH_PARTS = [page for page in PAGES if parts_of(page.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def parts():
    return generate.parts()


@pytest.mark.parametrize("page", WITH_PARTS, ids=name_of)
def test_every_generated_part_is_up_to_date(page, parts):
    text = page.read_text(encoding="utf-8")
    found = parts_of(text)
    for name, stands in found.items():
        assert stands.strip() == parts[name].strip(), f"{name}: run `make reference`, or `make figures` after a change"
    assert filled(text, parts) == text


def test_every_part_has_its_place(parts):
    used = {name for page in WITH_PARTS for name in parts_of(page.read_text(encoding="utf-8"))}
    assert used == set(parts)


def test_no_mark_of_a_part_is_left_without_its_fellow():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert text.count("<!-- begin ") == text.count("<!-- end ") == len(parts_of(text)), name_of(page)


@pytest.mark.parametrize("what_if", [None, figures.WHAT_IF])
def test_the_recorded_figures_are_of_the_case_as_it_stands(what_if):
    file = read_case(figures.CASE)
    case = file.case if what_if is None else apply(file.case, file.what_ifs[what_if])
    recorded = figures.recorded(what_if)
    assert recorded["case"] == case_digest(case), "the case has changed: run `make figures`"
    assert (recorded["draws"], recorded["seed"]) == (2000, 0)


@pytest.mark.slow
def test_a_run_at_the_default_draws_gives_the_recorded_figures_and_pictures():
    computed, pictures = figures.computed()
    assert alike(json.loads(json.dumps(computed)), figures.recorded(), ""), "run `make figures`"
    for name, drawn in pictures.items():
        assert (figures.PICTURES / name).read_text(encoding="utf-8") == drawn, f"{name}: run `make pictures`"


@pytest.mark.slow
def test_a_run_with_the_rival_gives_the_recorded_figures():
    """The rival and the supports with it: all that pages show of it. Its arguments are not weighed again here."""
    file = read_case(figures.CASE)
    after = apply(file.case, file.what_ifs[figures.WHAT_IF])
    ensemble, recorded = Ensemble(), figures.recorded(figures.WHAT_IF)
    runs = run_methods(after, ensemble)
    found = weigh_rival(file.case, after, rival_in(file.case, after), ensemble, runs)
    for name, want in recorded["rival"].items():
        have = getattr(found, name)
        if isinstance(have, dict):
            have = {f"{rank:g}": value for rank, value in have.items()}
        assert alike(have, want, f"rival/{name}"), "run `make figures`"
    for method, run in runs.items():
        for key, support in run.supports.items():
            shown = recorded["none"] if key == "none" else recorded["scenarios"][key]
            assert support.mean == pytest.approx(shown["support"][method]["mean"], abs=1e-6), key


def alike(found, recorded, place):
    """Equal, numbers to one part in a million: another kind of processor may differ in the last digits."""
    if isinstance(recorded, dict):
        assert found.keys() == recorded.keys(), place
        return all(alike(found[key], recorded[key], f"{place}/{key}") for key in recorded)
    if isinstance(recorded, float):
        assert found == pytest.approx(recorded, abs=1e-6), place
        return True
    assert found == recorded, place
    return True


def test_pictures_load_nothing_and_hold_no_script():
    for picture in (ROOT / "docs" / "pictures").glob("*.svg"):
        text = picture.read_text(encoding="utf-8")
        assert text.startswith("<svg ")
        rest = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "://" not in rest
        assert "<script" not in rest
        assert "href" not in rest
