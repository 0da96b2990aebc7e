"""Alerts that a person must see and acknowledge."""
