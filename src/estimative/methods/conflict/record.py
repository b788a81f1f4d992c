"""The record of the graph model for conflict resolution."""

from __future__ import annotations

from estimative.methods.records import MethodRecord, Reference

MAX_STATES = 1 << 22
MAX_ARENA = 1 << 12
MAX_GRAPH = 1 << 12
MAX_CELLS = 1 << 29

RECORD = MethodRecord(
    id="conflict",
    title="Conflict analysis",
    question=(
        "Which combinations of the actors' choices can last, for whom each is stable, which move would break the"
        " others, and who would punish that move"
    ),
    not_for="how long anything takes, and how probable it is: time and chance are not modelled",
    names=(
        "graph model for conflict resolution (GMCR)",
        "option form (Howard; Fraser and Hipel)",
        "Nash, GMR, SMR, SEQ and SSEQ stability",
        "coalition analysis (CNash, CGMR, CSMR and CSEQ)",
        "status quo analysis, of how a conflict evolves",
    ),
    references=(
        Reference("howard-1971", "N. Howard, Paradoxes of Rationality, MIT Press, 1971", "GMR and SMR"),
        Reference(
            "fraser-hipel-1984",
            "N. M. Fraser and K. W. Hipel, Conflict Analysis: Models and Resolutions, North-Holland, 1984",
            "SEQ, option form",
        ),
        Reference(
            "fang-1993",
            "L. Fang, K. W. Hipel and D. M. Kilgour, Interactive Decision Making: The Graph Model for Conflict"
            " Resolution, Wiley, 1993",
            "the graph model; joint moves",
        ),
        Reference(
            "li-2004",
            "K. W. Li, K. W. Hipel, D. M. Kilgour and L. Fang, Preference uncertainty in the graph model for conflict"
            " resolution, IEEE Transactions on Systems, Man, and Cybernetics A 34, 2004",
            "unknown preferences, in four readings",
        ),
        Reference(
            "inohara-hipel-2008",
            "T. Inohara and K. W. Hipel, Coalition analysis in the graph model for conflict resolution, Systems"
            " Engineering 11, 2008",
            "coalition improvements, also of deals; stability for coalitions",
        ),
        Reference(
            "xu-kemkes-2010",
            "H. Xu, D. M. Kilgour, K. W. Hipel and G. Kemkes, Using matrices to link conflict evolution and resolution"
            " in a graph model, European Journal of Operational Research 207, 2010",
            "paths from a status quo to equilibria",
        ),
        Reference(
            "rego-vieira-2017",
            "L. C. Rego and G. I. A. Vieira, Symmetric sequential stability in the graph model for conflict resolution"
            " with multiple decision makers, Group Decision and Negotiation 26, 2017",
            "SSEQ",
        ),
    ),
    exact=True,
    limits={
        "states": MAX_STATES,
        "states in one play": MAX_ARENA,
        "states in graph form": MAX_GRAPH,
        "cells of the tables for coalitions": MAX_CELLS,
    },
    track_record=(
        "In forecasts of decisions in real conflicts, game theorists were right 31 to 37 % of the time, unaided novices"
        " 28 to 32 %, simulated interaction (role-play) 62 to 64 % (Green 2002 and 2005, as cited in the project's"
        " method notes, not re-read). Use it to find what a judgment rests on."
    ),
)
