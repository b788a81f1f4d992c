"""What the project promises to those who install it: hashed locks, capped dependencies, no trace of a machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Written in pieces, so that this file does not hold what it looks for.
HOSTS = re.compile(
    "|".join(["py" + r"pi\.org", "python" + r"hosted\.", "npm" + r"js\.", "deb\\." + "debian", "conda" + r"\.anaconda"])
)
MACHINE = re.compile(r"(?<![\w.])/" + r"(?:work|farm|root|home/\w+|Users/\w+)/")


def tracked():
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git repository: nothing says which files belong to the project")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def lines_with(pattern):
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return found


def test_no_registry_is_named():
    assert lines_with(HOSTS) == []


def test_no_path_of_a_machine_is_named():
    assert lines_with(MACHINE) == []


def entries(lock):
    """The requirements of a lock, each with its continuation lines."""
    return [entry for entry in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip()) if entry]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_one_version_and_hashes(lock):
    assert len(entries(lock)) > 5
    for entry in entries(lock):
        assert re.match(r"[a-z0-9-]+==\S+( ; .+)? \\\n", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
        assert "://" not in entry


def names(requirements):
    return {re.split(r"[<>=;\[ ]", line)[0].lower().replace(".", "-").replace("_", "-") for line in requirements}


def test_the_locks_hold_what_the_project_asks_for():
    groups = PROJECT["dependency-groups"]
    run = {entry.split("==")[0] for entry in entries(ROOT / "requirements" / "run.txt")}
    dev = {entry.split("==")[0] for entry in entries(ROOT / "requirements" / "dev.txt")}
    asked = names(PROJECT["project"]["dependencies"]) | names(groups["build"])
    assert asked <= run
    extras = PROJECT["project"]["optional-dependencies"]
    tools = names(item for item in groups["dev"] if isinstance(item, str)) | names(
        line for extra in extras.values() for line in extra
    )
    assert asked | tools <= dev


def test_both_locks_agree():
    run, dev = (
        {entry.split(" \\")[0] for entry in entries(ROOT / "requirements" / name)} for name in ("run.txt", "dev.txt")
    )
    assert run <= dev


def demands():
    groups = PROJECT["dependency-groups"].values()
    extras = PROJECT["project"]["optional-dependencies"].values()
    lists = [PROJECT["project"]["dependencies"], PROJECT["build-system"]["requires"], *groups, *extras]
    return sorted({line for group in lists for line in group if isinstance(line, str)})


@pytest.mark.parametrize("line", demands())
def test_every_dependency_has_a_floor_and_a_cap(line):
    assert re.search(r">=\d[\d.]*,<\d+$", line)


def test_the_licence_is_whole_and_ours():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "END OF TERMS AND CONDITIONS" in text
    assert "Copyright The Estimative authors" in text


def test_one_version_everywhere():
    import estimative

    assert f"\nversion: {estimative.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
