"""Rules of the group subject: one file a rule; hooks of python rules beside them."""
