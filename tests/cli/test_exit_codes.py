"""How commands end: the exit code of every kind of outcome, what stands on standard error, and never a traceback."""

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from estimative.base.errors import LimitError, MissingExtraError, Problem, ProblemsError, UnsupportedError, UsageError
from estimative.cli import commands, outcomes
from estimative.cli.commands import Entry
from estimative.cli.groups import command_of
from estimative.cli.main import run

ERROR = Problem("error", "unknown-id", "now/turkey.leave", "no option is called `turkey.leave`", 12, 3)
WARNING = Problem("warning", "uncited", "actors/turkey", "nothing is cited")
NOTE = Problem("note", "gap", "scenarios", "a state fits none")


@pytest.fixture
def command(monkeypatch):
    """Puts a function in the place of a command's module and returns the exit code and output of calling it."""

    def put(function):
        module = type(sys)("estimative.cli.played")
        module.command = function
        monkeypatch.setitem(sys.modules, "estimative.cli.played", module)
        entry = Entry("played", "A command for tests.", "estimative played", "estimative.cli.played")
        monkeypatch.setattr("estimative.cli.groups.COMMANDS", (entry,))

    return put


def raising(error):
    def function() -> None:
        raise error

    return function


@pytest.mark.parametrize("result, code", [(None, 0), (0, 0), (1, 1), (2, 2)])
def test_what_a_command_returns_is_its_exit_code(command, result, code):
    def function() -> object:
        return result

    command(function)
    assert run(["played"]) == code


@pytest.mark.parametrize(
    "error, code",
    [
        (UsageError("no such place"), 2),
        (LimitError("too large"), 1),
        (UnsupportedError("not done"), 1),
        (MissingExtraError("install estimative[web]"), 1),
        (typer.Exit(1), 1),
        (typer.BadParameter("must be positive"), 2),
        (KeyboardInterrupt(), 130),
        (typer.Abort(), 130),
        (EOFError(), 130),
    ],
)
def test_each_error_has_its_code_and_its_words_on_standard_error(command, capsys, error, code):
    command(raising(error))
    assert run(["played"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert str(error) in err or code in {1, 130}


def test_an_interruption_says_so(command, capsys):
    command(raising(KeyboardInterrupt()))
    run(["played"])
    assert capsys.readouterr().err == "interrupted\n"


def test_all_problems_are_listed_with_their_places(command, capsys):
    command(raising(ProblemsError([ERROR, WARNING, NOTE], source="case.yaml")))
    assert run(["played"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "case.yaml:12:3: error: now/turkey.leave: no option is called `turkey.leave`",
        "case.yaml: warning: actors/turkey: nothing is cited",
        "case.yaml: note: scenarios: a state fits none",
    ]


@pytest.mark.parametrize(
    "problems, strict, code",
    [
        ([], False, 0),
        ([], True, 0),
        ([NOTE], True, 0),
        ([WARNING], False, 0),
        ([WARNING], True, 1),
        ([ERROR, WARNING], False, 1),
        ([ERROR], True, 1),
    ],
)
def test_warnings_count_only_where_one_is_strict(capsys, problems, strict, code):
    assert outcomes.report(problems, "case.yaml", strict) == code
    assert len(capsys.readouterr().err.splitlines()) == len(problems)


@pytest.mark.parametrize(
    "error", [RuntimeError("secret of the case"), RecursionError(), MemoryError(), OSError(5, "bad")]
)
def test_our_fault_is_two_sentences_and_a_file_with_the_rest(command, capsys, monkeypatch, tmp_path, error):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    command(raising(error))
    assert run(["played"]) == 3
    out, err = capsys.readouterr()
    (details,) = tmp_path.iterdir()
    assert out == ""
    assert len(err.splitlines()) == 2
    assert str(details) in err
    assert "Traceback" not in err
    assert "secret" not in err
    assert "Traceback" in details.read_text()
    assert "'played'" in details.read_text()


def test_our_fault_is_told_even_where_nothing_can_be_written(command, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    command(raising(RuntimeError("a\x1b[2Jb")))
    assert run(["played"]) == 3
    err = capsys.readouterr().err
    assert "RuntimeError" in err
    assert "\x1b" not in err


@pytest.mark.parametrize("error", [UsageError, LimitError, typer.BadParameter])
def test_no_message_commands_the_terminal(command, capsys, error):
    command(raising(error("the name \x1b]0;evil\x07\x9b2J")))
    run(["played"])
    err = capsys.readouterr().err
    assert "\\u001b" in err
    assert not set(err) & set("\x1b\x07\x9b")


def test_no_argument_commands_the_terminal(capsys):
    for arguments in (["\x1b[2Jcheck"], ["--\x1b[2J"], ["new", "a", "\x1b[2J"], ["new", "--id", "\x1b[2J", "x"]):
        assert run(arguments) == 2
        assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["chek"],
        ["--nonsense"],
        ["check"],
        ["check", "--nonsense", "x"],
        ["solve"],
        ["solve", "conflikt"],
        ["schema", "x"],
    ],
)
def test_wrong_use_is_2_and_says_how_it_is_used(capsys, arguments):
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Usage: estimative" in err


def test_a_misspelt_command_is_answered_with_the_nearest(capsys):
    run(["asess"])
    assert "'assess'" in capsys.readouterr().err


def test_the_version_is_told(capsys):
    import estimative

    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"estimative {estimative.__version__}\n"


def every_command(entries=commands.COMMANDS, before=()):
    for entry in entries:
        yield (*before, entry.name), entry
        yield from every_command(entry.inner, (*before, entry.name))


EVERY = list(every_command())


@pytest.mark.parametrize("names, entry", EVERY, ids=lambda item: " ".join(item) if isinstance(item, tuple) else "")
def test_every_command_has_help_with_its_example(capsys, names, entry):
    assert run([*names, "--help"]) == 0
    out = capsys.readouterr().out
    assert f"Usage: estimative {' '.join(names)}" in out
    assert f"  {entry.example}\n" in out
    assert entry.example.startswith(f"estimative {' '.join(names)}")


@pytest.mark.parametrize("names, entry", EVERY, ids=lambda item: " ".join(item) if isinstance(item, tuple) else "")
def test_every_example_is_what_the_command_understands(names, entry):
    if entry.inner:
        return
    arguments = shlex.split(entry.example.split(" > ")[0])[1 + len(names) :]
    command_of(entry).make_context(names[-1], arguments)  # raises what a wrong use would


def test_the_list_of_commands_has_a_line_each(capsys):
    run(["--help"])
    lines = capsys.readouterr().out.splitlines()
    for entry in commands.COMMANDS:
        assert any(line.split() == [entry.name, *entry.summary.split()] for line in lines), entry.name


def program(*arguments, **options):
    return subprocess.Popen([sys.executable, "-m", "estimative", *arguments], text=True, **options)


def test_whoever_stops_reading_causes_no_words():
    read, write = os.pipe()
    os.close(read)
    done = program("--help", stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert done.communicate()[1] == ""
    assert done.returncode == 0


def test_whoever_stops_reading_a_table_causes_no_words_either(tmp_path):
    """Rich, which draws tables, would end with 1."""
    file = tmp_path / "pair.json"
    file.write_text('{"actors": ["a", "b"], "MDI": [[0, 1], [1, 0]]}')
    read, write = os.pipe()
    os.close(read)
    done = program("solve", "influence", str(file), stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert done.communicate()[1] == ""
    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_a_problem_in_words():
    with Path("/dev/full").open("w") as full:
        done = program("--help", stdout=full, stderr=subprocess.PIPE)
        assert done.communicate()[1] == "error: the output cannot be written: No space left on device\n"
    assert done.returncode == 1


def test_standard_output_may_be_closed():
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m estimative --help >&-"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


WAITING = """
import signal, sys, time, types
from estimative.cli import groups, main

signal.signal(signal.SIGINT, signal.default_int_handler)  # as in a terminal, also where the tests run behind one

def command() -> None:
    print("waiting", flush=True)
    time.sleep(60)

played = types.ModuleType("played")
played.command = command
sys.modules["played"] = played
groups.COMMANDS = (groups.Entry("played", "", "", "played"),)
sys.exit(main.run(["played"]))
"""


WRAPPED = WAITING.replace(
    "    time.sleep(60)\n",
    """    try:
        time.sleep(60)
    except KeyboardInterrupt as interrupt:
        raise RuntimeError("what compiled code makes of it") from interrupt
""",
)


@pytest.mark.parametrize("code", [WAITING, WRAPPED], ids=["as it is", "wrapped into another error"])
def test_the_interrupt_key_ends_it_with_130(code):
    done = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.stdout.readline() == "waiting\n"
    done.send_signal(signal.SIGINT)
    assert done.communicate()[1] == "interrupted\n"
    assert done.returncode == 130


def test_a_way_of_one_s_own_with_the_interrupt_key_is_left_alone(command):
    during = []

    def noting() -> None:
        during.append(signal.getsignal(signal.SIGINT))

    command(noting)
    before = signal.getsignal(signal.SIGINT)
    try:
        for own in (signal.default_int_handler, signal.SIG_IGN):
            signal.signal(signal.SIGINT, own)
            assert run(["played"]) == 0
            assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, before)
    assert during[0] is not signal.default_int_handler
    assert during[1] is signal.SIG_IGN
