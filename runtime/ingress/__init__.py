"""What comes in from outside: the API, the chat page and its socket."""
