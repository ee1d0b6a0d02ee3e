"""Sample messages: what each would be understood as, before a customer writes it."""
