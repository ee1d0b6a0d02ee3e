"""The sandbox's page in parts: what happens next, the map, the conversation, the steps and why."""
