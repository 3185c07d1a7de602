"""How troubles are brought about on the lab's hosts, looked at, mended, and written down."""
