"""Rewrites drafts with a language model, and lets nothing through that the guard has not passed."""

from __future__ import annotations
