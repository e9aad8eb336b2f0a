"""Questions over the library and over a person's own passages, with graded answers."""
