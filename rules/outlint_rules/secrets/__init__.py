"""Rules of the group secrets: one file a rule; hooks of python rules beside them."""
