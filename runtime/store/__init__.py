"""What is kept: tables, sessions, and one module per noun."""
