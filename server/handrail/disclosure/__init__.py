"""The one gate: whether something may leave, to whom, why, under which rule."""
