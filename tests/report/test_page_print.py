"""What a browser makes of the page: one side of A4, a phone's width, nothing asked of the net."""

import html
import json

import pytest

pytestmark = pytest.mark.browser

WIDTH = 390


@pytest.mark.parametrize("name", ["flagship", "flagship-with-rival", "hostile", "huge", "empty"])
def test_the_assessment_prints_on_one_side_and_the_annex_follows(shown, chromium, tmp_path, name):
    import pypdfium2

    page, pdf = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(shown(name).page, encoding="utf-8")
    chromium("--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri())
    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[0].get_size()
        assert (round(width), round(height)) == (595, 842)
        sides = [document[k].get_textpage().get_text_range() for k in range(min(2, len(document)))]
    assert "BASIS" in sides[0].upper()
    assert sides[1].replace(" ", "").upper().lstrip().removeprefix("HIGH-2").lstrip().startswith("ANNEX")


@pytest.mark.parametrize("name", ["flagship", "hostile", "huge"])
def test_the_page_does_not_scroll_sideways_on_a_phone(shown, chromium, tmp_path, name):
    """The page stands in a frame of a phone's width; the frame around it measures, for the page itself runs nothing."""
    frame = tmp_path / "frame.html"
    frame.write_text(
        f"""<!DOCTYPE html><body style="margin:0"><iframe id="f" style="border:0;width:{WIDTH}px;height:800px"
        srcdoc="{html.escape(shown(name).page, quote=True)}"></iframe><script>
        document.getElementById("f").addEventListener("load", (event) => {{
          const root = event.target.contentDocument.documentElement;
          const wide = [...root.querySelectorAll("figure .wide")].map((box) => getComputedStyle(box).overflowX);
          document.title = JSON.stringify([root.scrollWidth, root.clientWidth, wide]);
        }});</script></body>""",
        encoding="utf-8",
    )
    dom = chromium("--hide-scrollbars", "--virtual-time-budget=10000", "--dump-dom", frame.as_uri())
    scroll, client, boxes = json.loads(html.unescape(dom.split("<title>")[1].split("</title>")[0]))
    assert client == WIDTH
    assert scroll == WIDTH
    assert set(boxes) <= {"auto"}
