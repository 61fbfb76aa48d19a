"""Rules of the group sender: one file a rule; hooks of python rules beside them."""
