"""The client's commands: they parse, call the SDK, and print."""
