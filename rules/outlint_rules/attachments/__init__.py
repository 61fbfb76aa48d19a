"""What a mail carries, and what it says it carries."""
