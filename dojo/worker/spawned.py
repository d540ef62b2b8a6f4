"""A worker as a fresh interpreter, for where forking is not possible or not wanted."""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Any

import torch

from dojo.worker import child, memory, sandbox


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
    torch.set_num_threads(1)
    sandbox.load_libraries()
    os.chdir("/")
    if options["memory_bytes"]:
        memory.limit(options["memory_bytes"])
    child.serve(sock, sandbox.enter() if options["sandbox"] else [])


if __name__ == "__main__":
    main()
