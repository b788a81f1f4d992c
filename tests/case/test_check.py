"""Every kind of problem, provoked by one change to a sound case, and located exactly: `§` stands where it should be."""

# ruff: noqa: E501 - one line for each example reads best

import ast
from pathlib import Path

import pytest

from estimative.base.errors import ProblemsError
from estimative.base.logic.resolving import FindingCode
from estimative.case import codes
from estimative.case.check import check
from estimative.exchange.case_files import checked, parse_case
from estimative.exchange.yaml_reading import parse_yaml
from tests.case.sample import FULL, changed, marked


def found(text):
    """All problems of a text, whether or not it can be run."""
    try:
        return checked(parse_yaml(text), "")[1]
    except ProblemsError as error:
        return list(error.problems)


def swap(old, new):
    return changed(old, new)


CALM = "calm: {means: not union.strike, because: said often}"
ARGUMENT = "carries: [actors/union/wants/pay], shifts: {actors/company/wants/work/rank: 1}"

CASES = [
    # names
    ("duplicate-id", "error", swap("\n  price: {text", "\n  §union: {text").replace("price: low", "union: low").replace("[price]", "[union]").replace("price=high", "union=high")),
    ("duplicate-id", "error", swap(CALM, "§price: price = high")),
    ("duplicate-name", "warning", swap("[Dockers, Local 9]", "[Dockers, port company]").replace("name: Port company", "name: §Port company")),
    ("duplicate-variant", "error", swap("variants: [nothing, half, full]", "variants: §[nothing, half, full, half]")),
    ("unknown-person", "error", swap("judged_by: ana", "judged_by: §anna")),
    ("unknown-person", "error", swap("judged_by: ben", "judged_by: §bob")),
    ("unknown-person", "error", swap("            ben: 2", "            §bob: 2")),
    ("unknown-person", "error", swap("stated: {by: paper", "stated: {by: §papers")),
    ("unknown-person", "error", swap("assessed: {by: ana", "assessed: {by: §anna")),
    ("unknown-person", "error", swap("owner: ben", "owner: §bob")),
    ("unknown-person", "error", swap("chosen_by: ben", "chosen_by: §bob")),
    ("unknown-person", "error", swap("who: ben", "who: §bob")),
    ("unknown-person", "error", swap("one source, by: ana", "one source, by: §anna")),
    ("unknown-actor", "error", swap("grants: {full: union}", "grants: {full: §onion}")),
    ("unknown-actor", "error", swap("\n  state: {company: 2", "\n  §estate: {company: 2").replace("influence/state/union", "influence/estate/union")),
    ("unknown-actor", "error", swap("state: {company: 2", "state: {§companie: 2")),
    ("unknown-actor", "error", swap("stakes: {union: 4", "stakes: {§onion: 4")),
    ("unknown-actor", "error", swap("chair: {who: union", "chair: {who: §onion")),
    ("unknown-actor", "error", swap("the strike begins, actors: [union]", "the strike begins, actors: [union, §onion]")),
    ("unknown-actor", "error", swap("      union: {at: 10", "      §onion: {at: 10")),
    ("unknown-actor", "error", swap("effects: {union", "effects: {§onion")),
    ("unknown-actor", "error", swap("kind: lever, actor: union", "kind: lever, actor: §onion")),
    ("unknown-actor", "error", swap("initiative: {union: 2", "initiative: {§onion: 2")),
    ("unknown-source", "error", swap("because: its aim, cites: [brief#p1]", "because: its aim, cites: [brief#p2, §breif#p1]")),
    ("unknown-source", "error", swap("ministry: {at: [brief#p1]", "ministry: {at: [§breif#p1]")),
    ("unknown-source", "error", swap("idle ships, cites: [brief#p2]", "idle ships, cites: [§breif#p2]")),
    ("passage-not-recorded", "warning", swap("\n  brief:\n", "\n  §brief:\n").replace("because: its aim, cites: [brief#p1]", "cites: [brief#p3]")),
    ("unknown-scenario", "error", swap("serves: agreement", "serves: §agrement")),
    ("unknown-scenario", "error", swap("harms: [no-agreement]", "harms: [§undecided]")),
    ("unknown-scenario", "error", swap("ratings: {agreement: C", "ratings: {§agrement: C")),
    ("unknown-scenario", "error", swap("points_to: {no-agreement: C}", "points_to: {§no-agrement: C}")),
    ("unknown-scenario", "error", swap("happened: 1, of: 2, scenario: agreement", "happened: 1, of: 2, scenario: §agrement")),
    ("unknown-scenario", "error", swap("2024-06-30, scenario: agreement", "2024-06-30, scenario: §agrement")),
    ("serves-and-harms", "error", swap("harms: [no-agreement]", "harms: §[agreement]")),
    ("unknown-factor", "error", swap("now: {union.strike: yes", "now: {§union.strke: yes")),
    ("unknown-factor", "error", swap("held: [price]", "held: [price, §prize]")),
    ("unknown-factor", "error", swap("\n  price=high: {", "\n  §prize=high: {")),
    ("unknown-factor", "error", swap("{company.offer=full: {", "{§company.ofer=full: {")),
    ("unknown-variant", "error", swap("company.offer: nothing", "company.offer: §nought")),
    ("unknown-variant", "error", swap("grants: {full: union}", "grants: {§fully: union}")),
    ("unknown-variant", "error", swap("words: {half: half of", "words: {§halve: half of")),
    ("unknown-variant", "error", swap("company.offer=nothing: -1", "§company.offer=nought: -1")),
    ("self-influence", "error", swap("state: {company: 2", "state: {§state: 1, company: 2")),
    ("passage-at", "error", swap("at: [0, 10]", "at: §[10, 0]")),
    ("unknown-marking", "error", swap("\nmarking: internal", "\nmarking: §hidden")),
    ("no-wants", "warning", swap("  state: {name: The state}", "  state: §{name: The state, options: {pay: {}}}").replace("price: low}", "price: low, state.pay: no}")),
    # statements
    ("statement", "error", swap("pay: {that: company.offer = full", "pay: {that: company.offer =§")),
    ("statement", "error", swap("when: not settled", "when: not settled or §or settled")),
    ("statement", "error", swap("when: not settled", "when: 'not settled or §or settled'")),
    ("statement", "error", swap("when: not settled", 'when: "not \\u0073ettled or §or settled"')),
    ("statement", "error", swap("    when: settled\n", "    when: >-\n      settled\n      or or settled\n").replace("when: >-", "when: §>-")),
    ("unknown-name", "error", swap("gone: {never: union.leave and union.strike", "gone: {never: union.leave and §union.strke")),
    ("unknown-name", "error", swap("work:\n        that: not union.strike", "work:\n        that: not §union.stirke")),
    ("unknown-name", "error", swap(CALM, "calm: not §union.strkie")),
    ("unknown-name", "error", swap("text: half, means: settled", "text: half, means: §setled")),
    ("unknown-variant", "error", swap("pay: {that: company.offer = full", "pay: {that: company.offer = §ful")),
    ("no-order", "error", swap("        ordered: true\n", "").replace("settled: company.offer >= half", "settled: §company.offer >= half")),
    ("not-yes-no", "error", swap("pay: {that: company.offer = full", "pay: {that: §company.offer")),
    ("needs-number", "error", swap("when: not settled", "when: not settled and pay >= §half")),
    ("needs-variant", "error", swap("pay: {that: company.offer = full", "pay: {that: company.offer = §5")),
    ("compared-term", "error", swap("pay: {that: company.offer = full", "pay: {that: §calm = yes")),
    ("term-cycle", "error", swap(CALM, "calm: not §settled").replace("and not union.strike\n", "and calm\n")),
    ("rule-without-statement", "error", swap("gone: {never: union.leave and union.strike, because", "gone: §{because")),
    ("rule-without-statement", "error", swap("gone: {never: union.leave", "gone: §{always: calm, never: union.leave")),
    ("issue-out-of-place", "error", swap("gone: {never: union.leave", "gone: {never: §pay >= 5 and union.leave")),
    ("issue-out-of-place", "error", swap("pay: {that: company.offer = full", "pay: {that: §pay >= 5")),
    # states
    ("no-feasible-state", "error", swap("\nrules:\n", "\n§rules:\n  one: {never: union.strike}\n  two: {always: union.strike}\n")),
    ("never-true", "error", swap("gone: {never: union.leave and union.strike", "gone: {always: §union.leave and not union.leave")),
    ("always-true", "error", swap("gone: {never: union.leave and union.strike", "gone: {never: §union.leave and not union.leave")),
    ("never-true", "error", swap(CALM, "calm: §union.leave and union.strike")),
    ("always-true", "error", swap(CALM, "calm: {means: §not union.leave or not union.strike}")),
    ("never-true", "warning", swap("pay: {that: company.offer = full", "pay: {that: §union.leave and union.strike")),
    ("always-true", "warning", swap("pay: {that: company.offer = full", "pay: {that: §union.strike or not union.strike")),
    ("never-true", "error", swap("when: not settled", "when: §settled and union.strike")),
    ("always-true", "error", swap("    when: settled\n", "    when: §settled or not settled\n")),
    ("now-infeasible", "error", swap("now: {union.strike: yes, union.leave: no", "now: §{union.strike: yes, union.leave: yes")),
    ("not-in-now", "note", swap("union.strike: yes, union.leave: no, company.offer: nothing, price: low}", "§union.strike: yes, company.offer: nothing, price: low}").replace("now: {§", "now: §{")),
    ("not-in-now", "note", swap("now: {union.strike: yes, union.leave: no, company.offer: nothing, price: low}", "now: §{union.strike: yes, union.leave: no, company.offer: nothing}")),
    ("scenarios-overlap", "error", swap("when: not settled", "when: §calm")),
    ("scenarios-gap", "warning", swap("\nscenarios:\n  agreement:\n    text: They settle.\n    when: settled", "\n§scenarios:\n  agreement:\n    text: They settle.\n    when: settled and company.offer = full")),
    ("marks-contradict", "error", swap("marks: [{at: 0", "marks: [{at: -5, means: union.strike}, {at: 0").replace("text: half, means: settled", "text: half, means: union.strike").replace(", open: true", "").replace("when: not settled", "when: not settled and pay >= 0").replace("\nissues:\n", "\n§issues:\n")),
    # judgments
    ("off-scale", "error", swap("state: {company: 2", "state: {company: §5")),
    ("off-scale", "error", swap("state: {company: 2", "state: {company: §1.5")),
    ("off-scale", "error", swap("union: {value: 1, range: [0, 2]", "union: {value: 1, range: [§-1, 2]")),
    ("off-scale", "error", swap("stakes: {union: 4", "stakes: {union: §5")),
    ("off-scale", "error", swap("company.offer=nothing: -1", "company.offer=nothing: §-4")),
    ("off-scale", "error", swap("effects: {union: {value: 2", "effects: {union: {value: §3")),
    ("off-scale", "error", swap("salience: 90", "salience: §900")),
    ("off-scale", "error", swap("capability: 40", "capability: §-40")),
    ("off-scale", "error", swap("relevance: 0.8", "relevance: §1.8")),
    ("off-scale", "error", swap("similarity: 0.5", "similarity: §5")),
    ("off-scale", "error", swap("range: [0.55, 0.8]", "range: [0.55, §80]")),
    ("off-scale", "error", swap("range: [0.6, 0.7]", "range: [§-0.6, 0.7]")),
    ("off-scale", "error", swap("initiative: {union: 2", "initiative: {union: §0")),
    ("off-scale", "error", swap("ratios: {CC: 5}", "ratios: {CC: §0}")),
    ("off-scale", "error", swap("evidence: 2}", "evidence: §-2}")),
    ("range-reversed", "error", swap("rank: 2, range: [2, 3]", "rank: 2, range: §[3, 2]")),
    ("range-reversed", "error", swap("cross_impact: {scale: [-3, 3]}", "cross_impact: {scale: §[3, -3]}").replace("  price=high: {company.offer=full: {value: 2, range: [1, 3]}, company.offer=nothing: -1}", "  price=high: {}")),
    ("outside-range", "error", swap("rank: 2, range: [2, 3]", "rank: 1, range: §[2, 3]")),
    ("outside-range", "error", swap("ana: {value: 1, range: [1, 1]", "ana: {value: 1, range: §[2, 3]")),
    ("outside-range", "error", swap("range: [N, II]", "range: §[CC, N]")),
    ("outside-range", "error", swap("range: [N, II]", "range: §[N, N/A]")),
    ("no-range", "warning", swap("rank: 2, range: [2, 3], distribution: uniform", "rank: 2, distribution: §uniform")),
    ("marks-order", "error", swap("{at: 10, text: full", "{at: §5, text: full")),
    ("outside-marks", "warning", swap("union: {at: 10, range: [8, 10]", "union: {at: §11")),
    ("outside-marks", "warning", swap("    now: 0\n", "    now: §-1\n")),
    ("members-count", "error", swap("happened: 1, of: 2", "happened: §3, of: 2")),
    ("members-count", "note", swap("members: {old: settled late, ", "members: §{")),
    ("members-count", "warning", swap("happened: 1, of: 2", "happened: §2, of: 2").replace("old: settled late", "old: {text: settled late, happened: yes}")),
    ("class-counts", "error", swap("strikes: {text: strikes at ports, happened: 1, of: 2, scenario: agreement,", "strikes: §{text: strikes at ports, happened: 1,")),
    ("class-counts", "error", swap("strikes: {text: strikes at ports, happened: 1, of: 2, scenario: agreement,", "strikes: §{text: strikes at ports, of: 2, counts: {agreement: 2},")),
    ("class-counts", "error", swap("happened: 1, of: 2, scenario: agreement,", "counts: §{agreement: 0},").replace("members: {old: settled late, new: {text: not settled, happened: no, similarity: 0.5}}", "members: {}")),
    ("off-scale", "error", swap("happened: 1, of: 2, scenario: agreement,", "counts: {agreement: 3, none: §-1},")),
    ("class-doubtful", "note", swap("  strikes: {text: strikes at ports, happened: 1, of: 2, scenario: agreement, chosen_by: ben", "  strikes: §{text: strikes at ports, happened: 1, of: 2, scenario: agreement, chosen_by: paper")),
    ("class-doubtful", "note", swap("prior: equal", "prior: classes").replace("  strikes: {text", "  strikes: §{text")),
    ("ratios-order", "error", swap("ratios: {CC: 5}", "ratios: §{CC: 5, I: 3}")),
    ("off-scale", "error", swap("total_cap: 20, prior", "total_cap: 20, source: {A: §1.5}, prior")),
    ("unsigned", "error", swap("assessed: {by: ana, date: 2024-05-10,", "assessed: §{by: ana,")),
    ("unknown-scale", "error", swap("likelihood_scale: icd203", "likelihood_scale: §icd230")),
    ("unknown-scale", "error", swap("term: likely, scale: icd203", "term: likely, scale: §icd")),
    ("unknown-term", "error", swap("term: likely, scale: icd203", "term: §likley, scale: icd203")),
    ("unknown-term", "error", swap("term: likely, range: [0.55", "term: §liable, range: [0.55")),
    ("unknown-term", "note", swap("{term: unlikely}", "{term: §hopefully}")),
    # arguments
    ("unknown-address", "error", swap(ARGUMENT, "carries: [§actors/union/wants/pya]")),
    ("unknown-address", "error", swap(ARGUMENT, "shifts: {§actors/union/wants/pya/rank: 1}")),
    ("unknown-address", "error", swap("as: actors/state", "as: §actors/estate")),
    ("unknown-address", "error", swap("carries: [influence/state/union]", "carries: [§influence/state/unoin]")),
    ("not-droppable", "error", swap(ARGUMENT, "carries: [§actors/union/wants/pay/rank]")),
    ("not-droppable", "error", swap(ARGUMENT, "carries: [§terms/calm]")),
    ("not-a-number", "error", swap(ARGUMENT, "shifts: {§actors/union/wants/pay: 1}")),
    ("carried-twice", "warning", swap(ARGUMENT, "carries: [drivers/price, §drivers/price]")),
    ("carried-twice", "warning", swap(ARGUMENT, "carries: [actors/union/wants/pay], shifts: {§actors/union/wants/pay/rank: 1}")),
    ("carries-nothing", "note", swap("  fund: {kind: lever, actor: union, text: a full strike fund, cites: [brief#p1], " + ARGUMENT, "  fund: §{kind: lever, actor: union, text: a full strike fund, cites: [brief#p1]")),
    ("driver-without-now", "error", swap(", price: low}", "}").replace(ARGUMENT, "carries: [§drivers/price]")),
    ("mention-without-place", "warning", swap("ministry: {at: [brief#p1], as: actors/state}", "ministry: §{at: [brief#p1]}")),
    ("mention-without-place", "warning", swap("as: none, because: nobody decides it}", "as: none}").replace("weather: {", "weather: §{")),
    # dates
    ("after-as-of", "error", swap("    date: 2024-05\n", "    date: §2024-06\n")),
    ("after-as-of", "error", swap("date: 2024-05-01", "date: §2024-05-11")),
    ("after-as-of", "error", swap("start: {date: 2024-04", "start: {date: §2025")),
    ("after-as-of", "error", swap("date: 2024-05-02", "date: §2024-05-12")),
    ("after-as-of", "error", swap("reported: 2024-05-03", "reported: §2024-05-13")),
    ("deadline-passed", "warning", swap("deadline: 2024-06-30", "deadline: §2024-04-30")),
    ("deadline-passed", "warning", swap("horizon: 2024-12", "horizon: §2023")),
    ("deadline-passed", "warning", swap("window: [2024-05-10, 2024-08-01]", "window: [2024-01, §2024-02]")),
    ("window-reversed", "error", swap("window: [2024-05-10, 2024-08-01]", "window: §[2024-08-01, 2024-05-10]")),
    # review
    ("open-review", "note", swap("state: {name: The state}", "state: §{name: The state, review: open}")),
]  # fmt: skip


def test_the_case_without_changes_is_sound():
    assert found(FULL) == []


@pytest.mark.parametrize("code, severity, text", CASES, ids=[f"{i}-{code}" for i, (code, _, _) in enumerate(CASES)])
def test_every_problem_is_found_where_it_is(code, severity, text):
    text, place = marked(text)
    problems = found(text)
    assert (code, severity, *place) in [(p.code, p.severity, p.line, p.column) for p in problems], problems
    assert sum(problem.severity == "error" for problem in problems) <= 3, "one mistake is not many"


def codes_in(*folders):
    """Every code written out in a call that makes a problem, in the modules of these folders."""
    package = Path(codes.__file__).parent.parent
    makers = {"Problem": 1, "error": 0, "warning": 0, "note": 0, "wrong": 0, "fail": 0, "_problem": 1, "_unknown": 0}
    for folder in folders:
        for path in sorted(package.glob(folder)):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                    place = makers.get(name)
                    if place is not None and len(node.args) > place:
                        first = node.args[place]
                        if isinstance(first, ast.Constant) and isinstance(first.value, str):
                            yield first.value


OURS = ("case/*.py", "exchange/case_files.py", "exchange/what_ifs.py", "exchange/yaml_reading.py", "desk/check.py",
        "desk/citations.py", "desk/sources.py")  # fmt: skip


def test_every_code_that_is_given_is_explained():
    given = {code for code in codes_in(*OURS) if " " not in code}
    assert len(given) > 60
    assert given <= set(codes.CODES)
    assert set(FindingCode.__args__) <= set(codes.CODES)


def test_every_code_that_is_explained_is_given():
    from estimative.case.shape import _SAID
    from estimative.documents.citations import BROKEN

    made = {code for code, _ in _SAID.values()} | {f"citation-{state}" for state in BROKEN}
    made |= {f"unknown-{kind}" for kind in ("person", "actor", "scenario")} | {"what-if"}
    assert set(codes.CODES) == {*codes_in(*OURS), *FindingCode.__args__, *made} & set(codes.CODES)


def test_explanations_are_sentences():
    for code, sentence in codes.CODES.items():
        assert sentence[0].isupper(), code
        assert sentence.endswith("."), code
        assert code == code.lower()


# --- What the findings say ------------------------------------------------------------------------------------------


def message(code, text):
    (problem,) = [problem for problem in found(text.replace("§", "")) if problem.code == code]
    return problem.message


def test_a_gap_is_shown_with_the_state_nearest_to_today():
    text = swap("    when: settled\n", "    when: settled and company.offer = full\n")
    assert message("scenarios-gap", text) == (
        "4 states that the rules allow fit none of the scenarios; for example: "
        "as things stand, but `not union.strike` and `company.offer = half`"
    )


def test_an_overlap_is_shown_with_a_state_and_the_way_out():
    text = swap("when: not settled", "when: calm")
    assert "for example: as things stand, but `not union.strike` and `company.offer = half`" in message(
        "scenarios-overlap", text
    )
    assert "scenarios_overlap: true" in message("scenarios-overlap", text)


def test_overlaps_can_be_meant():
    text = swap("when: not settled", "when: calm").replace(
        "  likelihood_scale", "  scenarios_overlap: true\n  likelihood_scale"
    )
    assert [problem.code for problem in found(text)] == ["scenarios-gap"]


def test_the_state_of_today_names_the_rules_that_it_breaks():
    text = swap("now: {union.strike: yes, union.leave: no", "now: {union.strike: yes, union.leave: yes")
    assert message("now-infeasible", text) == "the state of today is not feasible: it breaks `gone`"


def test_drivers_without_a_now_must_leave_one_start():
    base = changed(", price: low}", "}")
    assert "now-infeasible" not in [problem.code for problem in found(base)]
    ruled = base.replace("\nrules:\n", "\nrules:\n  dear: {never: union.strike and price = high}\n")
    assert "now-infeasible" not in [problem.code for problem in found(ruled)]
    never = base.replace("\nrules:\n", "\nrules:\n  dear: {never: union.strike and price >= low}\n")
    assert "whichever variants the drivers without `now` take" in message("now-infeasible", never)


def test_issues_are_cut_where_statements_change():
    """`pay >= 5` and `pay < 5` leave no gap, `pay > 5` and `pay < 5` leave 5."""
    scenarios = "\nscenarios:\n  agreement: {when: pay %s 5}\n  no-agreement: {when: pay < 5}\n"
    base = FULL[: FULL.index("\nscenarios:")] + "%s" + FULL[FULL.index("\narguments:") :]
    assert found(base % (scenarios % ">=")) == []
    assert "`pay = 5`" in message("scenarios-gap", base % (scenarios % ">"))


def test_what_a_mark_means_holds_in_its_band():
    """The mark at 5 means `settled`; from 10 on nothing is said."""
    scenarios = "\nscenarios:\n  agreement: {when: settled}\n  no-agreement: {when: pay < 5}\n"
    base = FULL[: FULL.index("\nscenarios:")] + "%s" + FULL[FULL.index("\narguments:") :]
    assert "`pay = 10`" in message("scenarios-gap", base % scenarios)
    without_open = (base % scenarios).replace("text: full, open: true", "text: full")
    assert found(without_open) == []


def test_coverage_is_said_to_be_unchecked_where_there_are_too_many_states():
    options = "".join(f"      o{number}: {{}}\n" for number in range(23))
    text = changed(
        "    options:\n      strike: {text: stops work", f"    options:\n{options}      strike: {{text: stops work"
    )
    assert [(problem.code, problem.severity) for problem in found(text)] == [("coverage-unchecked", "note")]


def test_coverage_is_checked_to_the_last_state_below_that():
    options = "".join(f"      o{number}: {{}}\n" for number in range(17))  # 2^17 × 24 states, of the 2^22 allowed
    text = changed(
        "    options:\n      strike: {text: stops work", f"    options:\n{options}      strike: {{text: stops work"
    )
    text = text.replace("when: not settled", "when: not settled and not union.o16")
    assert "as things stand, but `union.o16`" in message("scenarios-gap", text)


def test_only_so_many_problems_are_listed():
    text = FULL + "x-more: 1\n"
    many = "".join(f"  g{number}: {{text: x, judged_by: nobody}}\n" for number in range(2000))
    problems = found(text.replace("\ngaps:\n", "\ngaps:\n" + many))
    assert len(problems) == 501
    assert "too-many-problems" in [problem.code for problem in problems]


def test_checking_says_the_same_twice():
    case = parse_case(FULL)
    assert check(case) == check(case) == []


LARGE = {
    "unknown actors": "actors:\n" + "".join(f"  actor-{i}: {{}}\n" for i in range(1000)) + "said:\n" + "".join(f"  s{i}: {{who: aktor-{i}, text: x}}\n" for i in range(600)),
    "unknown names": "drivers:\n" + "".join(f"  driver-{i}: {{}}\n" for i in range(1000)) + "terms:\n" + "".join(f"  t{i}: drivr-{i}\n" for i in range(400)),
    "unknown addresses": "actors:\n" + "".join(f"  actor-{i}: {{}}\n" for i in range(1000)) + "arguments:\n" + "".join(f"  s{i}: {{kind: lever, text: x, carries: [actors/aktor-{i}]}}\n" for i in range(200)),
    "a chain of terms": "drivers: {d: {}}\nterms:\n  t0: d\n" + "".join(f"  t{i}: t{i - 1}\n" for i in range(1, 1500)),
    "a circle of terms": "drivers: {d: {}}\nterms:\n  t0: t1499\n" + "".join(f"  t{i}: t{i - 1}\n" for i in range(1, 1500)),
    "a tree of terms": "drivers: {d: {}}\nterms:\n  t0: d\n" + "".join(f"  t{i}: t{i - 1} and not t{i - 1} or t{i - 1}\n" for i in range(1, 1000)),
    "scenarios that all overlap": "drivers: {d: {}}\nscenarios:\n" + "".join(f"  s{i}: {{when: d}}\n" for i in range(1500)),
    "marks": "issues: {i: {marks: [" + ", ".join(f"{{at: {i}, means: d}}" for i in range(800)) + "]}}\ndrivers: {d: {}}\nscenarios: {s: {when: i >= 3}, t: {when: i < 3}}\n",
    "marks too close": "issues: {i: {marks: [{at: 1}, {at: 1.0000000000000002}, {at: 1e300}]}}\ndrivers: {d: {}}\nscenarios: {s: {when: i >= 3}}\n",
    "issues": "issues:\n" + "".join(f"  i{i}: {{marks: [{{at: 0}}, {{at: 1}}]}}\n" for i in range(1000)) + "drivers: {d: {}}\nscenarios: {s: {when: " + " and ".join(f"i{i} >= 1" for i in range(700)) + "}, t: {when: d}}\n",
    "options": "actors:\n  a:\n    options:\n" + "".join(f"      o{i}: {{}}\n" for i in range(3000)),
    "fields": "".join(f"field{i}: 1\n" for i in range(5000)),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_large_cases_end_in_words(name):
    """Time grows with the size of the case, not with its square; a test that never ends is how this fails."""
    problems = found(f"estimative: 1\nid: large\n{LARGE[name]}")
    assert 0 < len(problems) <= 501
