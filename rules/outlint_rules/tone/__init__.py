"""Tone: what a market's custom and language ask of greeting, closing and formats."""
