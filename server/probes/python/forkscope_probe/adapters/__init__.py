"""Hooks for libraries that are not Python's own: one file for each, loaded only when the library is.

An adapter maps what the library has to pools, workers and tasks, with the functions of `tasks`. To add one: its file
here, its modules in `HOOKS`, a program that uses the library in test/real/libraries.ts. What a version of the library does not
have is reported as PROBE_PARTIAL; the rest is watched.
"""
