"""Rules of the group spam: one file a rule; hooks of python rules beside them."""
