"""Kinds of check that a rule file can ask for, one module a kind: `check(context) -> findings`."""
