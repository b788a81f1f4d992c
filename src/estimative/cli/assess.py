"""`estimative assess`."""

from pathlib import Path
from typing import Annotated

import typer

from estimative.cli.computing import ExecutorOption, ResumeOption, SamplingOption, WorkersOption
from estimative.cli.options import CaseArgument, DrawsOption, JsonOption, SeedOption, WhatIfOption


def command(  # noqa: PLR0917 - typer passes every option by its place
    case: CaseArgument,
    page: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the assessment as one HTML page.", show_default=False)
    ] = None,
    draws: DrawsOption = 2000,
    seed: SeedOption = 0,
    what_if: WhatIfOption = None,
    sources: Annotated[
        Path | None,
        typer.Option(
            "--sources", help="A folder with the sources: the page then quotes the passages.", show_default=False
        ),
    ] = None,
    pooled: Annotated[
        bool, typer.Option("--pool", help="Also pool the methods into one figure, with what hangs on the floor.")
    ] = False,
    sampling: SamplingOption = "independent",
    executor: ExecutorOption = "serial",
    workers: WorkersOption = None,
    resume: ResumeOption = None,
    parquet: Annotated[
        Path | None,
        typer.Option("--parquet", help="Write every draw as a row of a Parquet file.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Compute what the judgments of a case imply, and what carries the result.

    Three lines are never merged: what the brief says, what these judgments imply, and what a person assesses. What is
    computed is where the judgments lead, not how likely anything is.
    """
    from estimative.assessment.run import Ensemble
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import plain, progress, say, say_json
    from estimative.desk.assess import assess
    from estimative.desk.draws_file import check_draws_file
    from estimative.desk.page_file import check_page, write_page
    from estimative.ensemble.choosing import executor_of
    from estimative.ensemble.draws import sampling_of
    from estimative.report.as_json import assessment_json

    if page is not None:
        check_page(page)
    if parquet is not None:
        check_draws_file(parquet)
    with executor_of(executor, workers, resume) as computing:
        ensemble = Ensemble(draws, seed, progress(), sampling=sampling_of(sampling), executor=computing)
        facts = assess(case, ensemble, what_if, sources, pooled, parquet)
    if page is not None:
        from estimative.report.page import page_html

        write_page(page, page_html(facts))
    if as_json:
        say_json(assessment_json(facts))
        return FINE
    from estimative.cli.assessment_text import show

    show(facts)
    if page is not None:
        say(f"\nThe page: {plain(str(page))}")
    return FINE
