"""Rules of the group trade: one file a rule; hooks of python rules beside them."""
