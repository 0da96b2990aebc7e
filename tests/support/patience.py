"""How long a test waits for what must come: long enough for any machine, however busy; only what hangs uses it up."""

PATIENCE = 90
"""Seconds. No test asserts that something took less: how fast it is, `tests/benchmarks/` measures."""
