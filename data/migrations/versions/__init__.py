"""The revisions, oldest first; each runs the SQL file of its name."""
