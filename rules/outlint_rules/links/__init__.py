"""Where a mail leads its reader: links and their hosts."""
