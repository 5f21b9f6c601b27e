"""Makes docs/report.png, the picture of a report in the READMEs, from corpus/samples.

`python docs/picture.py` needs Chromium and the packages playwright and Pillow. The picture shows the evidence of a
record: the source, with the number that was clicked framed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

HERE = Path(__file__).resolve().parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 1000, 640
SOUGHT = "基层工会"
COLOURS = 64  # enough for text on few colours; a third of the bytes
MOST = 150_000
"""Bytes that the picture may have."""


def main() -> int:
    """Run the samples, open the evidence of the first metric that the search finds, and write the picture."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    import zongjie

    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        zongjie.run(HERE.parent / "corpus" / "samples", Path(folder) / "out")
        page_of = (Path(folder) / "out" / "report.html").as_uri()
        with sync_playwright() as driver:
            opened = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            page = opened.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(page_of)
            page.fill("#query", SOUGHT)
            page.wait_for_function("document.querySelectorAll('#rows mark').length > 0")
            page.evaluate("document.querySelector('#query').closest('section').scrollIntoView()")
            page.locator("#rows tbody tr button").first.click()
            page.locator("#evidence[open]").wait_for()
            picture = Image.open(BytesIO(page.screenshot(animations="disabled")))
            opened.close()
    picture.convert("RGB").quantize(COLOURS).save(HERE / "report.png", optimize=True)
    size = (HERE / "report.png").stat().st_size
    if size > MOST:
        sys.exit(f"docs/report.png has {size:,} bytes, more than {MOST:,}")
    print(f"docs/report.png: {size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
