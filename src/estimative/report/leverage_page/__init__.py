"""The page on leverage: one HTML file of its own, in the style of the assessment's."""

from estimative.report.leverage_page.rendering import leverage_html

__all__ = ["leverage_html"]
