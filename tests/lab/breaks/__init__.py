"""What breaks on a real cloud.

A file a trouble, and the healthy shapes in which nothing may be found.
"""
