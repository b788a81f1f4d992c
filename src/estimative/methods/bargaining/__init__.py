"""Bargaining over an issue: where it settles, who pushes whom, whose movement would shift the outcome most."""
