"""Text → intents, slots, confidence and evidence, before `decide` and outside any transaction."""
