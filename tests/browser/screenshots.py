"""Pictures of the site for the README: `python tests/browser/screenshots.py` writes screenshots/*.png beside this file.

Needs Chromium and the fonts of fonts-noto-cjk (Debian's names). The sample pages are what is shown.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from urllib.parse import quote

from chromium_site import Site, chromium, kinds, launch, sample_site
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent / "screenshots"
WIDE, PHONE = (1280, 860), (400, 800)
COLOURS = 128
LARGEST = 150_000  # bytes of one picture


def pictures(site: Site) -> dict[str, tuple[str, tuple[int, int]]]:
    """Each picture's name: the address that it shows, and the window's width and height."""
    address = kinds(site)
    return {
        "start": (address["start"], WIDE),
        "search": (address["search"], WIDE),
        "article": (address["article"], WIDE),
        "article-source": (address["article beside its source"], WIDE),
        "speech": (address["speech"], WIDE),
        "phrases": ("/lilun/phrase?q=" + quote("治理，发展，群众"), WIDE),
        "review": (address["review"], WIDE),
        "phone-article": (address["article"], PHONE),
    }


def take(browser: Browser, site: Site, address: str, size: tuple[int, int], file: Path) -> None:
    """Write what the window shows of one page once its charts stand still."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        base_url=site.home,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


def main() -> int:
    """Take all pictures; 1 where there is no Chromium or a picture is too large."""
    program = chromium()
    if program is None:
        print(
            "no Chromium here; install it (Debian: apt-get install chromium fonts-noto-cjk)", file=sys.stderr
        )
        return 1
    FOLDER.mkdir(exist_ok=True)
    with sample_site() as site, sync_playwright() as playwright:
        browser = launch(playwright, program)
        for name, (address, size) in pictures(site).items():
            file = FOLDER / f"{name}.png"
            take(browser, site, address, size, file)
            print(
                f"{file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}  {file.stat().st_size:,}"
            )
        browser.close()
    return int(any(file.stat().st_size > LARGEST for file in FOLDER.glob("*.png")))


if __name__ == "__main__":
    sys.exit(main())
