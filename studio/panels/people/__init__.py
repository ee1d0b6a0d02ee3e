"""Who may do what: users, sessions, API keys, the audit trail."""
