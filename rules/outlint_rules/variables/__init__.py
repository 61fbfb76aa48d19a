"""Rules of the group variables: one file a rule; hooks of python rules beside them."""
