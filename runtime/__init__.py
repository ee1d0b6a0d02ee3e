"""The room that runs published flows: ingress, workers, channels, storage."""
