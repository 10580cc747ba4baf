"""Set up the environment in .venv from a lock file with hashes: ``python scripts/bootstrap.py [--dev]``.

Uses nothing but the standard library, so that it runs where only Python is. uv
does the installing, being several times faster; where it cannot (it reads no
settings of pip), pip does. ``--dev`` adds what the tests and JupyterLab need.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
BIN = FOLDER / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
MINIMUM = (3, 11)


def main() -> int:
    """Set up what is not there yet; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="with the tests' tools and JupyterLab")
    lock = ROOT / ("requirements-dev.lock" if parser.parse_args().dev else "requirements.lock")
    if sys.version_info < MINIMUM:
        print(f"error: Python {MINIMUM[0]}.{MINIMUM[1]} or later is needed; this is {sys.version.split()[0]}")
        print("  hint: make PYTHON=python3.12 report")
        return 2
    wanted = digest(lock)
    stamp = FOLDER / f".{lock.stem}.stamp"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return 0
    print(f"Setting up .venv from {lock.name} …", flush=True)
    if not PYTHON.exists():
        venv.create(FOLDER, with_pip=True, symlinks=os.name != "nt")
    if not (installed_by_uv(lock) or installed_by_pip(lock)):
        print("error: the packages could not be installed; what pip said stands above")
        print("  hint: is a package index reachable? behind a proxy: set HTTPS_PROXY, or pip's index-url")
        return 2
    stamp.write_text(wanted)
    if lock.name == "requirements-dev.lock":  # it holds everything that the other one does
        (FOLDER / ".requirements.stamp").write_text(digest(ROOT / "requirements.lock"))
    return 0


def digest(lock: Path) -> str:
    """Return what an environment is made from, as a digest: the lock file and the project's own metadata."""
    return hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def run(*arguments: str | Path, quiet: bool = False) -> bool:
    """Run a program, and tell whether it succeeded."""
    silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if quiet else {}
    return subprocess.run([str(one) for one in arguments], cwd=ROOT, check=False, **silence).returncode == 0


def installed_by_uv(lock: Path) -> bool:
    """Install with uv, itself fetched by pip with its hash; False where that cannot be done."""
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes")
    if not run(*pip, "-r", ROOT / "requirements-uv.lock", quiet=True):
        return False
    uv = shutil.which("uv", path=str(BIN))
    if uv is None:
        return False
    install = (uv, "pip", "install", "--quiet", "--python", PYTHON)
    return run(*install, "--compile-bytecode", "--require-hashes", "-r", lock, quiet=True) and run(
        *install, "--no-build-isolation", "--no-deps", "--offline", "-e", ROOT, quiet=True
    )


def installed_by_pip(lock: Path) -> bool:
    """Install with pip alone."""
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    return run(*pip, "--require-hashes", "-r", lock) and run(*pip, "--no-build-isolation", "--no-deps", "-e", ROOT)


if __name__ == "__main__":
    sys.exit(main())
