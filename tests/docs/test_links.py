"""Every link of our own pages leads somewhere, and the built site asks no other host for anything."""

import html.parser
import re
import subprocess
import sys

import pytest

from tests.docs.pages import BLOCK, DOCS, PAGES, ROOT, name_of

LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
LINKING = [*PAGES, *sorted((ROOT / "cases").rglob("*.md"))]


def links(page):
    return [found["target"] for found in LINK.finditer(BLOCK.sub("", page.read_text(encoding="utf-8")))]


def anchors(page):
    """The anchors of a page's headings, as MkDocs and Git hosts make them."""
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", LINKING, ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page):
    for target in links(page):
        assert "://" not in target, f"{target}: a link out of the project cannot be checked offline"
        place, _, anchor = target.partition("#")
        file = (page.parent / place).resolve() if place else page
        assert file.is_file(), target
        assert not anchor or anchor in anchors(file), target


@pytest.mark.parametrize("page", LINKING, ids=name_of)
def test_every_file_that_a_page_names_is_there(page):
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for named in re.findall(r"`((?:cases|docs|src|tests|scripts|requirements)/[\w./-]+)`", text):
        assert (ROOT / named).exists(), named


def test_every_page_can_be_reached_from_the_readme():
    seen, waiting = set(), [ROOT / "README.md", DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        waiting += [(page.parent / target.partition("#")[0]).resolve() for target in links(page) if target[0] != "#"]
    assert set(PAGES) <= seen


class Requests(html.parser.HTMLParser):
    """What a page loads by itself, and what it leads to."""

    def __init__(self):
        super().__init__()
        self.loaded, self.led = [], []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("src", "srcset", "data", "action", "poster") or (tag == "link" and name == "href"):
                self.loaded.append(value or "")
            elif name == "href":
                self.led.append(value or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_the_site_is_built_without_a_warning_and_asks_no_other_host(site):
    pages = [page for page in site.rglob("*.html") if page.name != "404.html"]  # its search box needs a `site_url`
    assert len(pages) >= len(list(DOCS.rglob("*.md")))
    for page in pages:
        found = Requests()
        found.feed(page.read_text(encoding="utf-8"))
        assert found.loaded, page
        assert [what for what in found.loaded if re.match(r"(?:[a-z]+:)?//", what)] == [], page


def test_style_sheets_and_scripts_ask_no_other_host(site):
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text), sheet
    for script in site.rglob("*.js"):
        text = script.read_text(encoding="utf-8", errors="replace")
        assert not re.search(r"(?:fetch|importScripts|import)\(\s*[\"'](?:https?:)?//", text), script


def test_nothing_that_search_engines_or_watchers_would_be_told(site):
    text = (site / "index.html").read_text(encoding="utf-8")
    assert "googletagmanager" not in text
    assert "analytics" not in text.lower()
