"""Tests of the HTTP surface and the command line."""
