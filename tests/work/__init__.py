"""How much work the program does for a text, counted and not timed: steps of a pattern, and of everything that is called."""
