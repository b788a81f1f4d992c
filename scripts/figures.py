"""The figures of the worked case as README and docs show them: made from assessments that were recorded once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.marked import table

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "cases" / "kabul-airport-2021"
WHAT_IF = "rival-operator"
PICTURES = ROOT / "docs" / "pictures"
SMALLEST = 1e-9
NONE = "none"

Json = Mapping[str, Any]


def record_file(what_if: str | None) -> Path:
    """Where an assessment is recorded."""
    return ROOT / "docs" / "figures" / f"{what_if or CASE.name}.json"


def recorded(what_if: str | None = None) -> dict[str, Any]:
    """An assessment as it was recorded."""
    found: dict[str, Any] = json.loads(record_file(what_if).read_text(encoding="utf-8"))
    return found


def computed(what_if: str | None = None) -> tuple[dict[str, Any], dict[str, str]]:
    """An assessment run now at the default draws and seed: its JSON, and its pictures by the name of their file."""
    from estimative.desk.assess import assess
    from estimative.report.as_json import assessment_json
    from estimative.report.charts import conflict_map_svg, support_svg

    facts = assess(CASE, what_if=what_if)
    pictures = {"support": support_svg(facts), "map": conflict_map_svg(facts)}
    return assessment_json(facts), {f"{CASE.name}-{name}.svg": drawn for name, drawn in pictures.items()}


def two(number: float) -> str:
    """A share with two decimals; three where it is small and not nothing.

    >>> two(0.8706), two(0.0), two(0.0018)
    ('0.87', '0.00', '0.002')
    """
    return f"{number:.3f}" if SMALLEST < abs(number) < 0.005 else f"{number:.2f}"


def signed(number: float) -> str:
    """An effect with its sign; nothing is plain 0.

    >>> signed(0.33), signed(-0.0018), signed(0.0)
    ('+0.33', '−0.002', '0')
    """
    if abs(number) <= SMALLEST:
        return "0"
    return ("+" if number > 0 else "−") + two(abs(number))


def parts(base: Json, rival: Json) -> dict[str, str]:
    """Every generated part that pages may hold, by name."""
    from estimative.exchange.case_files import read_case

    case = read_case(CASE).case
    scenarios = list(base["scenarios"])
    return {
        "run": _run(base),
        "three-lines": _three_lines(base, scenarios),
        "methods": _methods(base, scenarios),
        "carrying": _carrying(base),
        "deals": _deals(base, scenarios),
        "arguments": _arguments(base, scenarios, case),
        "assumptions": _assumptions(base, scenarios, case),
        "rival": _rival(base, rival),
        "outlooks": _outlooks(base, scenarios, case),
        "confidence": _confidence(base),
        "overturned": _overturned(base),
        "stress": _stress(base),
    }


def _run(base: Json) -> str:
    return f"{base['draws']:,} draws, seed {base['seed']}, case version `{base['case'][7:15]}`."


def _name(key: str) -> str:
    return "none of these" if key == NONE else key.replace("-", " ")


def _three_lines(base: Json, scenarios: list[str]) -> str:
    rows = []
    for key in scenarios:
        found = base["scenarios"][key]
        rows.append(
            [
                _name(key),
                _author(found["author"]),
                found["implies"] or "not computed",
                _support(base, found["support"]),
                found["against_author"] or "",
                _assessed(found["assessed"]),
            ]
        )
    rows.append([_name(NONE), "", "", _support(base, base["none"]["support"]), "", ""])
    headings = ["", "the brief says", "these judgments imply", "support", "beside the brief", "we assess"]
    return table(headings, rows)


def _author(found: Json | None) -> str:
    if found is None:
        return "nothing"
    if found["low"] is None:
        return found["term"]
    span = f"{100 * found['low']:.0f}–{100 * found['high']:.0f} %"
    scale = "over the known scales; it names none" if found["scale"] == "unstated" else f"in {found['scale']}"
    return f"“{found['term']}” ({span} {scale})"


def _assessed(found: Json | None) -> str:
    return "not yet assessed" if found is None else f"{found['term'] or ''} ({found['by']}, {found['date']})".strip()


def _forecasting(base: Json, found: Json) -> dict[str, Json]:
    """The supports of the methods that say where things lead."""
    return {method: found[method] for method in base["convergence"]["leaders"]}


def _support(base: Json, found: Json) -> str:
    """The support; of several methods the least and the greatest, what is undetermined counted with the greatest."""
    supports = _forecasting(base, found).values()
    if not supports:
        return "not computed"
    low = min(support["mean"] for support in supports)
    high = max(support["mean"] + support["undetermined"] for support in supports)
    return two(low) if high - low <= SMALLEST else f"{two(low)} to {two(high)}"


def _methods(base: Json, scenarios: list[str]) -> str:
    from estimative.report.wording import figures_of

    rows = []
    for method, lead in base["convergence"]["leaders"].items():
        cells = [_open(base["scenarios"][key]["support"][method]) for key in scenarios]
        cells.append(_open(base["none"]["support"][method]))
        told = base["convergence"]["told"][method]
        nothing = "cannot tell" if told < 0.5 else "nothing clearly"
        rows.append([method, *cells, _name(lead) if lead is not None else nothing])
    headings = ["support by method", *(_name(key) for key in (*scenarios, NONE)), "what leads"]
    shown = table(headings, rows, frozenset(range(1, 2 + len(scenarios))))
    beside = [method for method in base["methods"] if method not in base["convergence"]["leaders"]]
    said = [base["convergence"]["sentence"]]
    for method in beside:
        force = [f"{_name(key)} {two(base['scenarios'][key]['support'][method]['mean'])}" for key in scenarios]
        said.append(f"{method.capitalize()} forecasts nothing. Its {figures_of([method])}: {', '.join(force)}.")
    return "\n\n".join([shown, *said])


def _open(support: Json) -> str:
    rest = f" ({two(support['undetermined'])} undetermined)" if support["undetermined"] > SMALLEST else ""
    return two(support["mean"]) + rest


def _carrying(base: Json) -> str:
    found = base["judgments"]
    rows = [
        [f"`{path}`", swing["method"], _name(swing["scenario"]), two(swing["at_low"]), two(swing["at_high"])]
        for path, swing in sorted(
            found["swings"].items(), key=lambda pair: (-abs(pair[1]["at_high"] - pair[1]["at_low"]), pair[0])
        )
    ]
    headings = ["judgment", "method", "support of", "at its low end", "at its high end"]
    said = f"{found['count']} judgments, of which {found['carrying']} carry the result:"
    return f"{said}\n\n{table(headings, rows, frozenset({3, 4}))}"


def _deals(base: Json, scenarios: list[str]) -> str:
    plays = base["play"]["conflict"]
    rows = []
    for key in (*scenarios, NONE):
        cells = [_name(key)]
        for play in plays.values():
            cells += [two(_share(play, "no_deals", key)), two(_share(play, "deals", key))]
        cells += [two(play["equilibria_share"][key]) if play["equilibria_share"] else "" for play in plays.values()]
        rows.append(cells)
    headings = [""]
    for concept in plays:
        headings += [f"{concept}, no deals", f"{concept}, deals of two"]
    headings += [f"share of {concept} equilibria" for concept in plays]
    return table(headings, rows, frozenset(range(1, len(headings))))


def _share(play: Json, kind: str, key: str) -> float:
    return float(play["none"][kind] if key == NONE else play[kind][key])


def _arguments(base: Json, scenarios: list[str], case: Any) -> str:
    found = base["arguments"]
    several = len(base["convergence"]["leaders"]) > 1
    order = sorted(found, key=lambda name: (-round(_size(_forecasting(base, found[name]["effects"])), 9), name))
    rows = []
    for name in order:
        record, weight = case.arguments[name], found[name]
        by_method = _forecasting(base, weight["effects"]) if weight["effects"] else {}
        moved = [method for method, by in by_method.items() if _size({method: by}) > SMALLEST]
        for method in moved or [""]:
            effects = by_method.get(method, {})
            cells = [signed(effects[key]["effect"]) if effects else "0" for key in (*scenarios, NONE)]
            beside = [method] if several else []
            rows.append([f"`{name}`", record.kind, *beside, *cells, _remark(base, weight, effects)])
    headings = ["argument", "kind", *(["method"] if several else []), *(_name(key) for key in (*scenarios, NONE))]
    return table([*headings, "remark"], rows, frozenset(range(2 + several, 3 + several + len(scenarios))))


def _size(effects: Json) -> float:
    return max((abs(effect["effect"]) for by in effects.values() for effect in by.values()), default=0.0)


def _remark(base: Json, weight: Json, effects: Json) -> str:
    """Why a zero is zero; what stays undetermined without the argument; otherwise nothing."""
    from estimative.report.wording import figures_of

    if weight["not_computed"]:
        return f"not computed: {weight['not_computed']}"
    if weight["zero_because"] == "unrun":
        return "carried by methods that did not run"
    force = {method: by for method, by in weight["effects"].items() if method not in base["convergence"]["leaders"]}
    if not effects and _size(force) > SMALLEST:
        moved = [method for method, by in force.items() if _size({method: by}) > SMALLEST]
        return f"moves no support, only the {figures_of(moved)}"
    if weight["zero_because"] == "not modelled":
        return "not modelled: carries nothing"
    if weight["zero_because"] == "no effect":
        if weight["stays"]:
            return "nothing falls, since others carry the same: " + ", ".join(
                f"`{n}`" for n in weight["redundant_with"]
            )
        return "falls, and no support moves"
    open_ = max((effect["without_undetermined"] for effect in effects.values()), default=0.0)
    return f"without it {two(open_)} is undetermined" if open_ > SMALLEST else ""


def _assumptions(base: Json, scenarios: list[str], case: Any) -> str:
    found = base["assumptions"]

    def impact(name: str) -> Json:
        return _forecasting(base, found[name]["impact"]) if found[name]["impact"] else {}

    rows = []
    for name in sorted(found, key=lambda name: (-round(_size(impact(name)), 9), name)):
        moved = [method for method, by in impact(name).items() if _size({method: by}) > SMALLEST]
        remark = f"not computed: {found[name]['not_computed']}" if found[name]["not_computed"] else ""
        for method in moved or [""]:
            by = impact(name).get(method, {})
            cells = [two(by[key]["without"]) if by else "" for key in (*scenarios, NONE)]
            moves_nothing = "" if moved or remark else "no support moves"
            rows.append(
                [
                    case.assumptions[name].text,
                    found[name]["quality"] or "not set",
                    method,
                    *cells,
                    remark or moves_nothing,
                ]
            )
    headings = ["assumption", "quality, set by a person", "method"]
    headings += [f"{_name(key)}, if it is false" for key in (*scenarios, NONE)]
    return table([*headings, "remark"], rows, frozenset(range(3, 4 + len(scenarios))))


def _rival(base: Json, found: Json) -> str:
    rival = found["rival"]
    name = _name(rival["scenario"])
    rows = [["no rival", two(rival["before"]), _leader(base)]]
    leads = _leader(found)
    rows.append(["a rival just as welcome, not wanted for itself", two(rival["indifferent"]), leads])
    for rank, mean in reversed(rival["by_rank"].items()):
        rows.append([f"also wanted for itself, at rank {rank}", two(mean), _name(rival["leaders"][rank] or "nothing")])
    shown = table(["what the Taliban could have instead", f"support of {name}", "what leads"], rows, frozenset({1}))
    if rival["threshold"] is None:
        said = "At none of these ranks does the leader change."
    else:
        last = ", the last that was tried" if rival["threshold"] == max(map(float, rival["by_rank"])) else ""
        said = f"The largest rank at which the leader changes is {rival['threshold']:g}{last}."
    return f"{shown}\n\n{said}"


def _leader(found: Json) -> str:
    """What leads in conflict analysis, which is what a rival is asked about in."""
    lead = found["convergence"]["leaders"]["conflict"]
    return _name(lead) if lead is not None else "nothing"


def _outlooks(base: Json, scenarios: list[str], case: Any) -> str:
    actors = list(dict.fromkeys(actor for key in scenarios for actor in base["scenarios"][key]["outlook"]))
    rows = []
    for actor in actors:
        cells = [case.actors[actor].name]
        for key in scenarios:
            outlook = base["scenarios"][key]["outlook"].get(actor)
            effect = case.scenarios[key].effects.get(actor)
            cells.append(outlook["direction"] if outlook else "")
            cells.append("" if effect is None else f"{effect.value:+g}" if effect.value else "0")
        rows.append(cells)
    headings = [""]
    for key in scenarios:
        headings += [f"{_name(key)}: from its wants", f"{_name(key)}: the author"]
    return table(headings, rows)


def _confidence(base: Json) -> str:
    found = base["confidence"]
    reasons = [f"- {reason}" for reason in found["reasons"]]
    unknown = [f"- not yet computed: {item}" for item in found["not_computed"]]
    return "\n".join([f"The ceiling that the facts leave is **{found['ceiling']}**:", "", *reasons, *unknown])


def _overturned(base: Json) -> str:
    lines = [f"- {found['text']}" for found in base["overturned_by"]]
    return "\n".join([*lines, *([""] if lines else []), base["flip_search"]["sentence"]])


def _stress(base: Json) -> str:
    """The questions after which something else leads in the methods that see the change."""
    rows = [
        [found["question"], ", ".join(found["methods"]), _leads(found["from"]), _leads(found["to"])]
        for found in base["stress"]
        if found["overturns"]
    ]
    asked = f"Of {len(base['stress'])} questions these change what leads in the methods that see the change:"
    return f"{asked}\n\n{table(['question', 'seen by', 'leads', 'would lead'], rows)}"


def _leads(key: str | None) -> str:
    return _name(key) if key is not None else "nothing"
