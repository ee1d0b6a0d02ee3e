"""Web chat: a log of messages that a page follows over a socket."""
