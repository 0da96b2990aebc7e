"""A whole evening, played by invented people over real sockets against a throw-away server."""
