"""The record of the weighing of evidence: competing hypotheses, likelihood ratios, the outside view."""

from __future__ import annotations

from estimative.methods.records import MethodRecord, Reference

MAX_HYPOTHESES = 50
MAX_ITEMS = 1_000
MAX_CLASSES = 200

RECORD = MethodRecord(
    id="evidence",
    title="Weighing evidence",
    question=(
        "Which hypotheses do the items of evidence speak against, which of them tell hypotheses apart, which single"
        " item carries the order, and what do the same ratings say as likelihood ratios"
    ),
    not_for="whether the list of items is fair or complete: it weighs what was listed, as it was rated",
    names=(
        "analysis of competing hypotheses (ACH)",
        "inconsistency score, diagnosticity, linchpin test",
        "Bayesian updating with likelihood ratios",
        "Admiralty code (grading of source and item)",
        "reference class forecasting; structured analogies (the outside view)",
    ),
    references=(
        Reference(
            "heuer-1999",
            "R. J. Heuer, Psychology of Intelligence Analysis, Center for the Study of Intelligence, 1999, chapter 8",
            "the matrix, least inconsistency, diagnosticity, the linchpin question",
        ),
        Reference(
            "kahneman-tversky-1979",
            "D. Kahneman and A. Tversky, Intuitive prediction: biases and corrective procedures, TIMS Studies in"
            " Management Science 12, 1979",
            "the outside view",
        ),
        Reference(
            "green-armstrong-2007",
            "K. C. Green and J. S. Armstrong, Structured analogies for forecasting, International Journal of"
            " Forecasting 23, 2007",
            "members of a class with their similarity and outcome",
        ),
        Reference(
            "jeffreys-1946",
            "H. Jeffreys, An invariant form for the prior probability in estimation problems, Proceedings of the Royal"
            " Society A 186, 1946",
            "the half that is added to each count",
        ),
    ),
    exact=False,
    limits={"hypotheses": MAX_HYPOTHESES, "items": MAX_ITEMS, "reference classes": MAX_CLASSES},
    track_record=(
        "Tests of analysis of competing hypotheses found no gain in accuracy over unaided judgment (Mandel and others;"
        " Karvetski and Mandel 2020, as cited in the project's method notes, not re-read). Use it as a screen, and to"
        " find what to look for."
    ),
)
