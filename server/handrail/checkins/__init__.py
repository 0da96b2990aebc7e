"""Structured check-ins: templates, rounds, responses, summaries."""
