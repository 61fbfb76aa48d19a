"""Mail as it is transported: headers, encoded words, transfer encodings, charsets and the tree of parts.

Written here because every decoded character must know the source characters it came from, and because broken mail is
the rule. Nothing in it raises on any text.
"""
