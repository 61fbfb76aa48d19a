"""The language server: `outlint lsp`."""
