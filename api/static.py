"""The built page: precompressed files, hashed assets immutable, page routes fall back to index.html."""

import mimetypes
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

NOT_PAGES = ("api/", "assets/", "v1/", "mcp", ".well-known/")
FOREVER = "public, max-age=31536000, immutable"
PACKED = (("br", ".br"), ("gzip", ".gz"))


class Page(StaticFiles):
    """Serve the built client."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, check_dir=False)
        policy = directory / "csp.txt"
        self.policy = policy.read_text(encoding="utf-8").strip() if policy.exists() else "default-src 'self'"

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Give a file, or the page for a page's address."""
        full, stat = self.lookup_path(path)
        if stat is None or path in {"", "."} or path.endswith("/"):
            if path.startswith(NOT_PAGES):
                raise HTTPException(404)
            path = "index.html"
            full, stat = self.lookup_path(path)
        if stat is None:
            raise HTTPException(404)
        return self.packed(path, full, stat, scope)

    def packed(self, path: str, full: str, stat: object, scope: Scope) -> Response:
        """Give the smallest form of a file that the browser takes."""
        kind = mimetypes.guess_type(full)[0] or "application/octet-stream"
        accepted = dict(scope["headers"]).get(b"accept-encoding", b"").decode("latin-1")
        encoding = None
        for name, suffix in PACKED:
            found, found_stat = self.lookup_path(path + suffix)
            if found_stat is not None and name in accepted:
                full, stat, encoding = found, found_stat, name
                break
        response = self.file_response(full, stat, scope)  # type: ignore[arg-type]
        text = kind.startswith("text/") or kind == "application/javascript"
        response.headers["content-type"] = f"{kind}; charset=utf-8" if text else kind
        response.headers["vary"] = "Accept-Encoding"
        response.headers["cache-control"] = FOREVER if path.startswith("assets/") else "no-cache"
        response.headers["x-content-type-options"] = "nosniff"
        response.headers["referrer-policy"] = "no-referrer"
        if encoding:
            response.headers["content-encoding"] = encoding
        if path == "index.html":
            response.headers["content-security-policy"] = self.policy
        return response
