"""The record of cross-impact balance analysis."""

from __future__ import annotations

from estimative.methods.records import MethodRecord, Reference

MAX_DESCRIPTORS = 1 << 10
MAX_VARIANTS = 1 << 11
MAX_EACH = 60
MAX_VALUE = 10**9
MAX_CELLS = 1 << 27
MAX_PATTERNS = 1 << 16
MAX_LISTED = 1 << 20

RECORD = MethodRecord(
    id="cross-impact",
    title="Cross-impact balances",
    question=(
        "Which whole pictures of the future hang together, given how each development pushes on the others; and which"
        " of them other starting points run into"
    ),
    not_for="how probable a picture is, and when it comes: neither chance nor time is modelled",
    names=(
        "cross-impact balance analysis (CIB)",
        "consistent scenarios",
        "succession and attractors",
        "impact scores and impact balances",
    ),
    references=(
        Reference(
            "weimer-jehle-2006",
            "W. Weimer-Jehle, Cross-impact balances: a system-theoretical approach to cross-impact analysis,"
            " Technological Forecasting and Social Change 73, 2006",
            "impact balances, consistency, succession",
        ),
        Reference(
            "weimer-jehle-2009",
            "W. Weimer-Jehle, Properties of cross-impact balance analysis, arXiv 0912.5352, 2009",
            "what leaves the consistent scenarios unchanged",
        ),
        Reference(
            "weimer-jehle-2013",
            "W. Weimer-Jehle, ScenarioWizard manual 4.1, 2013",
            "successions, scenario weights, total impact score, files",
        ),
        Reference(
            "weimer-jehle-2023",
            "W. Weimer-Jehle, Cross-Impact Balances (CIB) for Scenario Analysis, Springer, 2023",
            "inconsistency, margins, practice",
        ),
    ),
    exact=True,
    limits={
        "descriptors": MAX_DESCRIPTORS,
        "variants in all": MAX_VARIANTS,
        "variants of one descriptor": MAX_EACH,
        "size of one judgment": MAX_VALUE,
        "forbidden combinations": MAX_PATTERNS,
        "least gaps kept by the search": MAX_CELLS,
        "scenarios listed": MAX_LISTED,
    },
    track_record=(
        "No test is known of how often its consistent scenarios came true. It was made to find which combinations of"
        " judgments fit together, not to forecast; use it to find what a judgment rests on."
    ),
)
