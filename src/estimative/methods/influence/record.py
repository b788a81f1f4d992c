"""The record of the analysis of influence, MACTOR."""

from __future__ import annotations

from estimative.methods.records import MethodRecord, Reference

MAX_ACTORS = 500
MAX_OBJECTIVES = 500
MAX_ROADS = 1000
MAX_CELLS = 1 << 24

RECORD = MethodRecord(
    id="influence",
    title="Influence analysis",
    question=(
        "Who can move whom, directly or through others; whose weight counts on each objective; who sides with whom; and"
        " by which road an actor is reached best"
    ),
    not_for="what will happen: it forecasts nothing, and who has weight need not use it",
    names=(
        "MACTOR (method ACTors, Objectives, Results of power)",
        "MDI, matrix of direct influences; MDII and MMDII, direct and indirect influences, summed and at their best",
        "1MAO, 2MAO and 3MAO, positions, stakes and stakes by weight",
        "CAA and DAA, convergence and divergence of actors",
        "widest path, or maximum capacity route, for the strongest road",
    ),
    references=(
        Reference(
            "godet-1991",
            "M. Godet, Actors' moves and strategies: the MACTOR method. An air transport case study, Futures 23(6),"
            " 1991",
            "the method and its first published case",
        ),
        Reference(
            "godet-2004",
            "M. Godet, Manuel de prospective stratégique, Dunod, 1997 (third edition 2004)",
            "the tables and their formulas; that the flood of results can carry a user away",
        ),
        Reference(
            "futuribles-2022", "Futuribles, Mactor user guide V3, 2022", "convergence at three levels, ambivalence"
        ),
        Reference(
            "pollack-1960",
            "M. Pollack, The maximum capacity through a network, Operations Research 8(5), 1960",
            "the road whose weakest link is strongest",
        ),
        Reference(
            "yen-1971",
            "J. Y. Yen, Finding the k shortest loopless paths in a network, Management Science 17(11), 1971",
            "how the next best road is found without walking all of them",
        ),
    ),
    exact=True,
    limits={
        "actors": MAX_ACTORS,
        "objectives": MAX_OBJECTIVES,
        "roads asked for": MAX_ROADS,
        "cells of the tables of many draws": MAX_CELLS,
    },
    track_record=(
        "No test of it against what came later was found, so nothing is known of how often it is right. Its authors"
        " warn of users carried away by the tide of results. Read the roads, the balance of power and one picture of"
        " convergence first, and the other tables only with a question in mind."
    ),
)
