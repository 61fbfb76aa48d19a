"""Rules of the group recipients: one file a rule; hooks of python rules beside them."""
