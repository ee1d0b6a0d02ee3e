"""The studio's use cases, each on behalf of an actor, without a user interface."""
