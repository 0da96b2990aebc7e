"""Psychoeducation handouts: the texts, and sharing them in a room."""
