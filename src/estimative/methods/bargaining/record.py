"""The record of bargaining over an issue."""

from __future__ import annotations

from estimative.methods.bargaining.exchange import MAX_PAIRS
from estimative.methods.bargaining.problem import MAX_ACTORS
from estimative.methods.records import MethodRecord, Reference

RECORD = MethodRecord(
    id="bargaining",
    title="Bargaining",
    question=(
        "Where on a scale an issue will settle, who pushes whom, and whose movement would shift the outcome most"
    ),
    not_for="whether anything is agreed at all, when, and how probable it is",
    names=(
        "compromise model, mean voter (Van den Bos)",
        "weighted median voter (Black)",
        "Nash bargaining solution, salience form",
        "position exchange model, equal gain (Stokman and Van Oosten)",
        "challenge model, expected-utility model (EUM; Bueno de Mesquita)",
    ),
    references=(
        Reference(
            "van-den-bos-1991",
            "J. M. M. van den Bos, Dutch EC Decision Making: A Model-Guided Approach, Thesis Publishers, 1991",
            "the compromise: the mean of positions by capability × salience",
        ),
        Reference(
            "stokman-van-oosten-1994",
            "F. N. Stokman and R. Van Oosten, The exchange of voting positions: an object-oriented model of policy"
            " networks, in B. Bueno de Mesquita and F. N. Stokman (eds), European Community Decision Making, Yale"
            " University Press, 1994",
            "exchange; equal gain and utility as salience × distance, seen as others restate them",
        ),
        Reference(
            "bueno-de-mesquita-1994",
            "B. Bueno de Mesquita, Political forecasting: an expected utility method, in B. Bueno de Mesquita and F. N."
            " Stokman (eds), European Community Decision Making, Yale University Press, 1994",
            "the expected-utility model; the emission standards",
        ),
        Reference(
            "scholz-2011",
            "J. B. Scholz, G. J. Calbert and G. A. Smith, Unravelling Bueno de Mesquita's group decision model,"
            " Proceedings of ICAART 2011, DOI 10.5220/0003121500180030",
            "the expected-utility model's equations, figures and rounds",
        ),
        Reference(
            "achen-2006",
            "C. H. Achen, Evaluating political decision-making models, in R. Thomson, F. N. Stokman, C. H. Achen and T."
            " König (eds), The European Union Decides, Cambridge University Press, 2006",
            "which account forecasts best",
        ),
        Reference(
            "thomson-2011",
            "R. Thomson, Resolving Controversy in the European Union, Cambridge University Press, 2011",
            "which account forecasts best",
        ),
    ),
    exact=False,
    limits={"actors": MAX_ACTORS, "pairs of actors × pairs of issues": MAX_PAIRS},
    track_record=(
        "On 353 issues of EU law-making, on scales from 0 to 100, the compromise was off by 23.1 points on average, the"
        " plain mean by 23.7, the middle of the scale by 28.0, the weighted median by 28.3, the expected-utility model"
        " by 24 to 30 depending on its preset and on what is read from it. So the compromise is the forecast, and the"
        " expected-utility model serves to see pressure and movement."
    ),
)
