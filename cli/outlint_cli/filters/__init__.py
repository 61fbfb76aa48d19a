"""Real spam filters, asked for their verdict on a draft: `outlint check --spamd`, `--rspamd`. Nothing else asks them."""
