"""Signing in with an OpenID Connect provider: code flow with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1)."""
