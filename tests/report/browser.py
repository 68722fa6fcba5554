"""Headless Chromium over its debugging pipe: enough of it to click, type, measure and take pictures."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip


def chromium() -> str | None:
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


class Browser:
    """One browser with one page. Messages are JSON ended by NUL, on descriptors 3 (in) and 4 (out)."""

    def __init__(self, downloads: Path | None = None) -> None:
        self.profile = tempfile.mkdtemp(prefix="chromium-")
        there, self.write = os.pipe()
        self.read, back = os.pipe()
        # Chromium wants exactly 3 and 4; the shell moves the descriptors, which Python can only hand down as they are.
        command = f'exec "$0" "$@" 3<&{there} 4>&{back}'
        self.process = subprocess.Popen(
            ["bash", "-c", command, chromium(), *FLAGS, f"--user-data-dir={self.profile}", "about:blank"],
            pass_fds=(there, back), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(there)
        os.close(back)
        self.rest, self.last, self.events, self.session = b"", 0, [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        if downloads:
            self.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        os.close(self.write)
        os.close(self.read)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method: str, **params):
        self.last += 1
        wanted = self.last
        request = {"id": wanted, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.write, json.dumps(request).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == wanted:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def _next(self):
        while b"\0" not in self.rest:
            piece = os.read(self.read, 1 << 16)
            assert piece, "the browser is gone"
            self.rest += piece
        line, _, self.rest = self.rest.partition(b"\0")
        return json.loads(line)

    def open(self, path: Path, hash_: str = "") -> float:
        """Load a page; return the seconds until its script has drawn the list."""
        self.call("Page.navigate", url="about:blank")
        self.events = []
        start = time.monotonic()
        self.call("Page.navigate", url=path.as_uri() + hash_)
        while self.js("document.readyState") != "complete":
            time.sleep(0.01)
        return time.monotonic() - start

    def js(self, expression: str):
        """Evaluate in the page; raise what it throws."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def rows(self) -> list[str]:
        return self.js("[...document.querySelectorAll('tr.issue')].map(r => r.innerText)")

    def complaints(self) -> list[str]:
        """Return errors of the page: exceptions, console errors, content security violations."""
        self.js("1")
        bad = [
            e["params"]["exceptionDetails"]["text"] for e in self.events if e.get("method") == "Runtime.exceptionThrown"
        ]
        bad += [e["params"]["entry"]["text"] for e in self.events if e.get("method") == "Log.entryAdded"]
        return bad

    def requests(self) -> list[str]:
        return [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]

    def view(self, width: int, height: int, *, dark: bool = False, mobile: bool = False) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        scheme = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path: Path, *, full: bool = True) -> None:
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=full)
        path.write_bytes(base64.b64decode(shot["data"]))

    def pdf(self, path: Path) -> None:
        path.write_bytes(
            base64.b64decode(self.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])
        )
