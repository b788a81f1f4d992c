"""How each method is shown: one room a method, found by entry points, the same door that a third party uses."""
