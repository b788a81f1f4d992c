"""Estimative turns a policy brief into a case that can be run."""

__version__ = "0.1.0"
