"""The command line: one module a command, each a thin coat over one function of the desk.

How a command is made:

1. `commands.py` has a row for it: name, one-line summary, an example that can be typed, the module.
2. That module has one function, `command`. Its docstring is the help text; its parameters are typer's, written with
   `Annotated`. It reads nothing and computes nothing itself: it calls the desk and prints what comes back.
3. It returns None or an exit code of `outcomes.py`. It lets errors pass: `main.run` turns each into its exit code and
   its words.

Modules are imported when their command is called and not before, so that `estimative --help` stays quick: it reads
the table only. A command imports the desk within its function, so that its own help is quick too.

All text that did not come from us goes through `terminal.plain`: names and messages may hold terminal commands.
"""
