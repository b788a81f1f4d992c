"""The table of commands: all that `estimative --help` needs to know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One command, or a group of commands where `inner` has any.

    `example` is a line that can be typed; a test reads each with the command's own parser. `module` holds the
    function `command` and is imported when the command is called.
    """

    name: str
    summary: str
    example: str
    module: str = ""
    inner: tuple[Entry, ...] = ()


COMMANDS: tuple[Entry, ...] = (
    Entry("new", "Start a case: a file to fill in within an hour.", "estimative new my-case", "estimative.cli.new"),
    Entry(
        "check",
        "Find what is wrong or missing in a case.",
        "estimative check my-case --sources ~/documents",
        "estimative.cli.check",
    ),
    Entry(
        "cite",
        "Bring a case's citations in line with its sources.",
        "estimative cite my-case --sync --sources ~/documents",
        "estimative.cli.cite",
    ),
    Entry(
        "assess",
        "Compute what the judgments of a case imply.",
        "estimative assess my-case -o my-case.html",
        "estimative.cli.assess",
    ),
    Entry(
        "explain",
        "Say why a scenario or a state holds or breaks, and for whom.",
        "estimative explain my-case agreement",
        "estimative.cli.explain",
    ),
    Entry(
        "stress",
        "Ask what the ranges leave out: who else, what if not.",
        "estimative stress my-case --keep rival-union-contract",
        "estimative.cli.stress",
    ),
    Entry(
        "leverage",
        "Find what an actor could do about a scenario.",
        "estimative leverage my-case --for union --wish agreement -o leverage.html",
        "estimative.cli.leverage",
    ),
    Entry(
        "ask",
        "Write what matters most as questions, a sheet a person.",
        "estimative ask my-case --for a1 -o sheets",
        "estimative.cli.ask",
    ),
    Entry(
        "collect",
        "Read filled sheets back as what each person says.",
        "estimative collect my-case answers.xlsx --write",
        "estimative.cli.collect",
    ),
    Entry(
        "show",
        "Show one place of a case with the passages behind it.",
        "estimative show my-case actors/union/wants/pay-rise",
        "estimative.cli.show",
    ),
    Entry(
        "diff",
        "Say what differs between two cases, and what that moved.",
        "estimative diff my-case my-case-in-may",
        "estimative.cli.diff",
    ),
    Entry(
        "what-if",
        "List the what-ifs of a case, or bind them to it anew.",
        "estimative what-if my-case --rebase",
        "estimative.cli.what_if",
    ),
    Entry(
        "solve",
        "Run one method on a problem file of its own, without a case.",
        "estimative solve conflict elmira.json",
        inner=(
            Entry(
                "bargaining",
                "Where on a scale an issue settles, who pushes whom, and what would move it.",
                "estimative solve bargaining emission-standards.json --sweep",
                "estimative.cli.solve_bargaining",
            ),
            Entry(
                "conflict",
                "Stable states and equilibria of a conflict in option form.",
                "estimative solve conflict elmira.json",
                "estimative.cli.solve_conflict",
            ),
            Entry(
                "cross-impact",
                "Consistent scenarios of a cross-impact matrix, and what others run into.",
                "estimative solve cross-impact somewhereland.scw --attractors global",
                "estimative.cli.solve_cross_impact",
            ),
            Entry(
                "evidence",
                "Which hypotheses the evidence speaks against, and what hangs on one item.",
                "estimative solve evidence harbour-strike.json --why strike settle",
                "estimative.cli.solve_evidence",
            ),
            Entry(
                "influence",
                "Who can move whom, who sides with whom, and the strongest roads between actors.",
                "estimative solve influence airport.json --roads State Residents",
                "estimative.cli.solve_influence",
            ),
        ),
    ),
    Entry(
        "words",
        "Look up a word of likelihood, or a number, in every scale.",
        "estimative words almost certain",
        "estimative.cli.words",
    ),
    Entry(
        "schema",
        "Print the JSON Schema of a case, for editors that check.",
        "estimative schema > case.schema.json",
        "estimative.cli.schema",
    ),
    Entry(
        "migrate",
        "Bring a case to the present version of the format.",
        "estimative migrate my-case",
        "estimative.cli.migrate",
    ),
)
