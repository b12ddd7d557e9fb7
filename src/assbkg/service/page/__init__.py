"""The pages of the service: the explorer at `/`, questions and a SPARQL editor at `/questions`."""

from assbkg.service.page.routes import page_routes, start_route

__all__ = ["page_routes", "start_route"]
