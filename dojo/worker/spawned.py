"""A worker as a fresh interpreter, for where forking is not possible or not wanted."""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Any

from dojo.worker import child, gpu, memory, poison, poison_python, sandbox


def main() -> None:
    """Serve on the socket that the JSON in argv[1] describes."""
    options: dict[str, Any] = json.loads(sys.argv[1])
    if sys.platform == "win32":
        shared = bytes.fromhex(sys.stdin.readline().strip())
        sock = socket.fromshare(shared)
    else:
        sock = socket.socket(fileno=options["fd"])
        os.setsid()
    sandbox.die_with_parent(options["parent"])
    if options["gpu_bytes"]:
        gpu.open_bounded(options["gpu_bytes"])
    else:
        gpu.hide()
    child.warm_up()
    sandbox.load_libraries()
    poison.survey()
    confined = options["sandbox"] != "off"
    if confined:
        sandbox.prepare(poison_python.copyable_sources())
    os.chdir(options["folder"])
    if options["memory_bytes"]:
        memory.limit(options["memory_bytes"])
    layers = sandbox.enter(options["gpu_bytes"] > 0) if confined else []
    child.serve(sock, [*layers, "bwrap"] if options["sandbox"] == "bwrap" else layers)


if __name__ == "__main__":
    main()
