"""Stand-ins for the services, for tests of the supervisor itself: it knows of a service only its port and /readyz.

They make it possible to show what happens when a service will not come up. The real seven are started by the e2e tests.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from selaras.lokal.susunan import LAYANAN

TIRUAN = """
import http.server, os, sys
if os.path.exists(os.environ["SELARAS_STATE"] + "/rusak"):
    sys.exit("sengaja rusak")
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *a): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["SELARAS_PORT"])), H).serve_forever()
"""


@pytest.fixture
def layanan_tiruan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to put in front of PYTHONPATH; a file `rusak` in the state folder makes them exit."""
    folder = tmp_path_factory.mktemp("tiruan")
    for nama in LAYANAN:
        (folder / nama).mkdir()
        (folder / nama / "__init__.py").touch()
        (folder / nama / "__main__.py").write_text(TIRUAN)
    return folder
