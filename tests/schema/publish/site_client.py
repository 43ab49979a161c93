"""A site over one archive, set up as `serve` sets it up, asked through Datasette's own client."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils import tilde_encode
from lilun.schema.publish import serve
from lilun.schema.publish.metadata import PUBLIC_SETTINGS, SETTINGS, metadata
from small_archive import fill


class Site:
    """Pages of one archive: `get` returns the answer to one request."""

    def __init__(self, archive: Path, config: Path, public: bool = False, excerpt: int | None = None) -> None:
        served = serve.write_config(config, archive, public, excerpt)
        settings = PUBLIC_SETTINGS if public else SETTINGS
        self._runner = asyncio.Runner()
        self._site = Datasette(
            [] if public else [str(served)],
            immutables=[str(served)] if public else [],
            metadata=metadata(served.stem, public, excerpt),
            plugins_dir=str(config / "plugins"),
            template_dir=str(serve.FOLDER / "templates"),
            static_mounts=[("lilun-static", str(serve.FOLDER / "static"))],
            settings={name: {"off": False, "on": True}.get(str(v), v) for name, v in settings.items()},
        )
        self._runner.run(self._site.invoke_startup())
        self.base = "/" + tilde_encode(served.stem)

    def get(self, path: str, **given: Any) -> Any:
        """The answer; `given` is the query string, redirects are followed."""
        address = path + (f"?{urlencode(given, doseq=True)}" if given else "")
        return self._runner.run(self._site.client.get(address, follow_redirects=True))

    def raw(self, path: str, **options: Any) -> Any:
        """The answer to this very address, redirects not followed."""
        return self._runner.run(self._site.client.get(path, **options))

    def close(self) -> None:
        self._runner.close()


def small_site(empty_archive: Path, folder: Path) -> Site:
    """A site over a copy of the empty archive with the small archive's rows in it."""
    archive = Path(shutil.copy(empty_archive, folder / "水利.db"))
    fill(archive)
    return Site(archive, folder / "config")
