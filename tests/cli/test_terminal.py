"""Printing: nothing commands the terminal, colours only where they are wanted, and a bar that comes late and goes."""

import io
import json
import unicodedata

import pytest
import rich.console
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.progress import SILENT, tracked
from estimative.cli import terminal
from estimative.cli.terminal import ProgressBar, error_console, out_console, plain, progress, say, say_json, warn


@given(st.text())
def test_plain_text_holds_no_control_character(text):
    assert not any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in plain(text))
    assert not any(
        unicodedata.bidirectional(sign) in {"LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI"} for sign in plain(text)
    )


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_words_stay_as_they_are(text):
    assert plain(text) == text


def test_line_ends_stay_only_where_asked():
    assert plain("a\nb\r") == "a\\u000ab\\u000d"
    assert plain("a\nb\r", lines=True) == "a\nb\\u000d"


def test_words_go_out_and_warnings_to_standard_error(capsys):
    say("x\x1b[2J\ny")
    warn("z\x07")
    assert capsys.readouterr() == ("x\\u001b[2J\ny\n", "z\\u0007\n")


@given(st.dictionaries(st.text(), st.text()))
def test_json_says_the_same_and_commands_nothing(value):
    with pytest.MonkeyPatch.context() as patch:
        stream = io.StringIO()
        patch.setattr("sys.stdout", stream)
        say_json(value)
    assert json.loads(stream.getvalue()) == value
    assert not any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in stream.getvalue() if sign != "\n")


def test_json_has_no_number_that_json_lacks():
    with pytest.raises(ValueError):
        say_json(float("nan"))


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("make, stream", [(out_console, "stdout"), (error_console, "stderr")])
def test_colours_only_on_a_terminal_and_without_no_color(monkeypatch, make, stream):
    def shown(sink):
        monkeypatch.setattr(f"sys.{stream}", sink)
        make().print("word", style="red")
        return sink.getvalue()

    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert shown(io.StringIO()) == "word\n"
    assert "\x1b[" in shown(Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in shown(Terminal())


def test_a_console_reads_no_markup(capsys):
    out_console().print("[red]a[/red] :smile: 12")
    assert capsys.readouterr().out == "[red]a[/red] :smile: 12\n"


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def bar():
    clock, sink = Clock(), io.StringIO()
    console = rich.console.Console(file=sink, force_terminal=True, width=80)
    return ProgressBar(console, shown_after=1.0, clock=clock), clock, sink


def test_short_work_shows_no_bar(bar):
    shown, clock, sink = bar
    shown.start("draws", 10)
    for _ in range(10):
        clock.now += 0.09
        shown.advance()
    shown.finish()
    assert sink.getvalue() == ""


def test_long_work_shows_what_is_done_and_then_goes(bar):
    shown, clock, sink = bar
    shown.start("draws \x1b]0;evil\x07 [bold]", 4)
    clock.now = 2.0
    shown.advance()
    shown.advance(2)
    shown.finish()
    text = sink.getvalue()
    assert "draws \\u001b]0;evil\\u0007 [bold]" in text
    assert "75%" in text
    assert text.endswith("\x1b[2K")  # the line is wiped


def test_a_bar_is_not_begun_for_work_that_is_done(bar):
    shown, clock, sink = bar
    shown.start("draws", 1)
    clock.now = 2.0
    shown.advance()
    shown.finish()
    assert sink.getvalue() == ""


def test_a_second_work_replaces_the_first(bar):
    shown, clock, sink = bar
    with shown:
        for what in ("first", "second"):
            shown.start(what, 3)
            clock.now += 2.0
            shown.advance()
    assert "first" in sink.getvalue()
    assert "second" in sink.getvalue()
    assert sink.getvalue().count("\x1b[?25l") == sink.getvalue().count("\x1b[?25h") == 2  # the cursor is given back


def test_a_failure_gives_the_terminal_back(bar):
    shown, clock, sink = bar

    def work():
        with shown:
            for item in tracked(range(5), shown, "draws"):
                clock.now += 1.0
                if item == 3:
                    raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert sink.getvalue().count("\x1b[?25h") == 1


def test_without_a_terminal_there_is_silence(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert progress() is SILENT
    monkeypatch.setattr("sys.stderr", Terminal())
    assert isinstance(progress(), terminal.ProgressBar)
