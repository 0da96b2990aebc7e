"""What every capability may lean on: ids, time, refusals, who is asking, and who may see an event."""
