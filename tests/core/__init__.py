"""Tests of the values and settings that every room shares."""
