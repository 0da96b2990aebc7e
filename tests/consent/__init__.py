"""Tests of `handrail.consent`."""
