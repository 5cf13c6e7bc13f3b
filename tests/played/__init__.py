"""A strong model, played: replies written to the very prompts of the program, true and corrupted, and what is published of them."""
