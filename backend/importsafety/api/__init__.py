"""The API: `create_app(settings)` makes the application that also holds the pages for people."""

from importsafety.api.app import create_app

__all__ = ["create_app"]
