"""Bargaining over an issue: where it settles, who pushes whom, whose movement would shift the outcome most.

Rooms: `problem` (what is read of one issue), `spatial` (compromise, levers, median), `nash`, `exchange` (deals over
several issues), `eum` with `eum_pressure`, `eum_moves` and `eum_result` (the expected-utility model, round by round),
`eum_many` and `exchange_many` (many draws at once), `solving` and `result` (one issue by every account, and the table
of forecasts), `witnesses` and `verify` (why, and the re-check).
"""

from estimative.methods.bargaining.eum import challenge_round, run_eum, sweep
from estimative.methods.bargaining.eum_many import eum_means
from estimative.methods.bargaining.eum_moves import PRESETS
from estimative.methods.bargaining.eum_result import EumResult
from estimative.methods.bargaining.exchange import Concession, Deal, Exchange, ExchangeResult, trade
from estimative.methods.bargaining.exchange_many import Board, trade_outcomes
from estimative.methods.bargaining.nash import nash, nash_many
from estimative.methods.bargaining.problem import Bargaining
from estimative.methods.bargaining.result import BargainingResult
from estimative.methods.bargaining.solving import BASELINES, ROUNDS, baselines, solve
from estimative.methods.bargaining.spatial import (
    Levers,
    compromise,
    levers,
    median_interval,
    weighted_mean,
    weighted_means,
    weighted_medians,
)
from estimative.methods.bargaining.verify import faults
from estimative.methods.bargaining.witnesses import (
    CompromiseWitness,
    DealWitness,
    MedianWitness,
    NashWitness,
    compromise_witness,
    deal_witness,
    median_witness,
    nash_witness,
)

__all__ = [
    "BASELINES",
    "PRESETS",
    "ROUNDS",
    "Bargaining",
    "BargainingResult",
    "Board",
    "CompromiseWitness",
    "Concession",
    "Deal",
    "DealWitness",
    "EumResult",
    "Exchange",
    "ExchangeResult",
    "Levers",
    "MedianWitness",
    "NashWitness",
    "baselines",
    "challenge_round",
    "compromise",
    "compromise_witness",
    "deal_witness",
    "eum_means",
    "faults",
    "levers",
    "median_interval",
    "median_witness",
    "nash",
    "nash_many",
    "nash_witness",
    "run_eum",
    "solve",
    "sweep",
    "trade",
    "trade_outcomes",
    "weighted_mean",
    "weighted_means",
    "weighted_medians",
]
