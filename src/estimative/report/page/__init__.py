"""The assessment as one HTML file: a page for a reader with two minutes, and an annex for the reviewer behind it.

The file needs no network and runs no script. Facts come in whole; `front`, `annex` and `register` choose and word
them, the templates set them, `marks` escapes and links every word and number.
"""

from estimative.report.page.rendering import page_html

__all__ = ["page_html"]
