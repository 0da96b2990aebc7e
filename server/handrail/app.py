"""Builds a node from a Config: opens what it needs, wires every use case, closes everything in order.

The one file that knows every shell.
"""

from __future__ import annotations
