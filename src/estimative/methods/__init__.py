"""The mathematics, on arrays and labels: one folder a method, each usable without a case.

A method is described by one `MethodRecord` and found by the entry-point group `estimative.methods`.
"""
