"""Rules of the group claims: one file a rule; hooks of python rules beside them."""
