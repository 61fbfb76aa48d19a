"""How a report is shown, one module a format: `render(results, tally, color, quiet) -> pieces of text`."""
