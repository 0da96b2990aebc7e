"""The socket: one task a room, streams, replay, and who follows what."""
