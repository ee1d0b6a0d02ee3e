"""What is kept: tables, the one way into the database, and a module of functions per noun."""
