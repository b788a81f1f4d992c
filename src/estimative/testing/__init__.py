"""What those who write a method, or a test, can use: checks that any method must pass, and Hypothesis strategies."""
