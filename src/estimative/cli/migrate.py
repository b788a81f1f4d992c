"""`estimative migrate`."""

from __future__ import annotations

from estimative.cli.options import CaseArgument


def command(
    case: CaseArgument,
) -> None:
    """Bring a case to the present version of the format.

    The first line of a case says its version. There is one version so far, so that nothing is ever changed. A case of
    an older version will be brought to the present one step by step, its comments kept and its what-ifs with it; one of
    a version that this program does not know is refused.
    """
    from estimative.cli.terminal import plain, say
    from estimative.desk.migrate import migrate

    done = migrate(case)
    if not done.changed:
        say(f"{plain(done.file)} is of version {done.version}, the only one so far: nothing to do.")
        return
    say(f"{plain(done.file)} was of version {done.found} and is of version {done.version} now.")
    for what in done.steps:
        say(f"  {what}")
    for words, names in (
        ("What-ifs that came along, bound as before", done.bound),
        ("What-ifs that came along and fit another state of the case, as before", done.unbound),
        ("What-ifs that could not be read and are left as they were", done.left),
    ):
        if names:
            say(f"{words}: {', '.join(names)}")
