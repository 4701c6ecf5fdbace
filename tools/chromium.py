"""Where Chromium is; run as a program, fail with how to install it.

python tools/chromium.py
"""

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Homebrew and the vendors' installers put nothing on the path of macOS.
BUNDLES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
HINT = (
    "No Chromium was found, so the browser tests cannot run. Install it (Debian: apt install chromium; "
    "Ubuntu: snap install chromium; macOS: brew install --cask chromium) or name one in CHROMIUM."
)


def find() -> str | None:
    """The path that CHROMIUM names, or of the first Chromium or Chrome found."""
    candidates = [os.environ.get("CHROMIUM", ""), *NAMES, *BUNDLES]
    return next(filter(None, map(shutil.which, filter(None, candidates))), None)


if __name__ == "__main__":
    if not find():
        sys.exit(HINT)
