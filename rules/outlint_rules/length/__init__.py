"""Rules of the group length: one file a rule; hooks of python rules beside them."""
