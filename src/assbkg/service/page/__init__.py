"""The page at `/`: questions of the library, and a SPARQL editor that needs no network."""

from assbkg.service.page.routes import page_routes

__all__ = ["page_routes"]
