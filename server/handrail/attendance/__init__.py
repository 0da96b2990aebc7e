"""From presence to minutes to an attendance entry and its private receipt."""
