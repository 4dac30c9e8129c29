"""A generator of workspaces: the same files from the same size, on every machine and Python."""
