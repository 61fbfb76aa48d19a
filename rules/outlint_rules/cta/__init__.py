"""Rules of the group cta: one file a rule; hooks of python rules beside them."""
