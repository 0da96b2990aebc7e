"""The Python SDK and the client side of the command line."""
