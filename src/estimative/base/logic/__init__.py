"""Statements and the states they speak about.

`tree` holds the statement, `parsing` reads it from text and says where a text goes wrong, `space` knows the factors,
resolves the names of a statement, and tells in which states it holds.
"""
