"""Pictures of an assessment, facts and ink apart: `facts_*` say what is shown, `draw_*` draw it as SVG.

The two functions here give a picture as a file of its own, on white and without links, for a README or a slide.
"""

from __future__ import annotations

from estimative.report.charts.draw_map import draw_map
from estimative.report.charts.draw_support import draw_support
from estimative.report.charts.facts_map import map_facts
from estimative.report.charts.facts_support import support_facts
from estimative.report.charts.ink import PAPER
from estimative.report.facts import Assessment


def conflict_map_svg(facts: Assessment) -> str:
    """The map of the conflict as an SVG file; empty where there is no map."""
    found = map_facts(facts)
    return f"{draw_map(found, PAPER)}\n" if found is not None else ""


def support_svg(facts: Assessment) -> str:
    """The support of each scenario, the author's words beside it, as an SVG file; empty where no method ran."""
    drawn = draw_support(support_facts(facts), PAPER)
    return f"{drawn}\n" if drawn else ""
