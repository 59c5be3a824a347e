"""Headers every answer carries: a strict content policy, no sniffing, no framing; private pages are never kept by caches."""

from __future__ import annotations

from flask import Flask, Response, g, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
ALWAYS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)


def init_app(app: Flask) -> None:
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Set what is not set yet. Runs also for requests refused before any view (CSRF, limits), so it relies on nothing of them."""
    headers = response.headers
    present = {name.lower() for name, _value in headers}  # asking the headers for each would look through all of them
    for name, value in ALWAYS:
        if name.lower() not in present:
            headers.add(name, value)
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    actor = g.get("actor")
    if "cache-control" not in present:
        private = (actor is not None and actor.is_signed_in) or "set-cookie" in present
        headers.add("Cache-Control", "no-store" if private else "no-cache, private")
    headers.add("Vary", "Cookie")
    return response
