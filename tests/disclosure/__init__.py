"""Tests of `handrail.disclosure`."""
