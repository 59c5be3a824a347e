"""Headers every answer carries: a strict content policy, no sniffing, no framing; private pages are never kept by caches."""

from __future__ import annotations

from flask import Flask, Response, g, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)


def init_app(app: Flask) -> None:
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Set what is not set yet. Runs also for requests refused before any view (CSRF, limits), so it relies on nothing of them."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    actor = g.get("actor")
    if "Cache-Control" not in headers:
        private = (actor is not None and actor.is_signed_in) or "Set-Cookie" in headers
        headers["Cache-Control"] = "no-store" if private else "no-cache, private"
    headers.add("Vary", "Cookie")
    return response
