"""Sources as text: readers bring a file to one canonical text, passages divide it, citations point into it.

Knows nothing of cases: what is recorded about a source comes in, and goes out, as plain values.
"""
