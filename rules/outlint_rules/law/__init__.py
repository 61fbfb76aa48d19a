"""Market law: what the markets of a draft ask of its content, from the facts in markets/."""
