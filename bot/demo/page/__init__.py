"""The chat page: a person's chat with the bot in the browser. It talks to the local Bot API server's world only."""
