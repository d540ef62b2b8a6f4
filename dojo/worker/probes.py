"""An attempt that tries to get out: what `python grader.py doctor` has a worker run.

It is sent to the worker as any attempt is. Each function tries one thing, with what the doctor laid
out for it; it raises where it was refused, and returns a tensor where it got through.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import socket
import time
from collections.abc import Callable

import torch
from torch import Tensor

CLONE_NEWUSER = 0x10000000
PR_GET_NO_NEW_PRIVS = 39
CAPABILITY_VERSION_3 = 0x20080522
ONE_PAGE = 4096
# Without a wrapper in libc: keyctl(2), bpf(2).
CALLS = {"x86_64": (250, 321), "aarch64": (219, 280)}
REFUSED = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ESRCH)
OUR_VARIABLES = {"TORCHDYNAMO_DISABLE", "TORCHINDUCTOR_CACHE_DIR"}

libc = ctypes.CDLL(None, use_errno=True)
GOT_THROUGH = torch.tensor(1)


def stay_inside() -> Tensor:
    """What no layer refuses, so that a refusal of the others tells something."""
    return GOT_THROUGH


def read_file(path: str) -> Tensor:
    with open(path, "rb") as file:
        file.read(1)
    return GOT_THROUGH


def write_file(path: str) -> Tensor:
    with open(path, "w") as file:
        file.write("written by an attempt")
    return GOT_THROUGH


def remove_file(path: str) -> Tensor:
    os.remove(path)
    return GOT_THROUGH


def connect(port: int) -> Tensor:
    socket.create_connection(("127.0.0.1", port), timeout=2).close()
    return GOT_THROUGH


def execute(program: str) -> None:
    os.execv(program, [program, "-c", ""])


def leave_a_process() -> Tensor:
    pid = os.fork()
    if pid == 0:
        os.setsid()
        time.sleep(60)
        os._exit(0)
    return torch.tensor(pid)


def signal_the_judge(pid: int, number: int) -> Tensor:
    os.kill(pid, number)
    return GOT_THROUGH


def look_at_the_judge(pid: int) -> Tensor:
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        file.read()
    return GOT_THROUGH


def read_the_judges_memory(pid: int) -> Tensor:
    buffer = ctypes.create_string_buffer(ONE_PAGE)
    area = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), ONE_PAGE)
    got_through(libc.process_vm_readv(pid, area, 1, area, 1, 0))
    return GOT_THROUGH


def ask_the_kernel_for_more() -> Tensor:
    keyctl, bpf = CALLS.get(platform.machine(), (None, None))
    tried: list[Callable[[], int]] = [lambda: libc.unshare(CLONE_NEWUSER)]
    if keyctl and bpf:
        tried.append(lambda: libc.syscall(keyctl, 1, None))
        tried.append(lambda: libc.syscall(bpf, 0, ctypes.create_string_buffer(72), 72))
    for call in tried:
        try:
            got_through(call())
        except OSError:
            continue
        return GOT_THROUGH
    raise PermissionError("all of it is refused")


def got_through(status: int) -> None:
    """Raise where a call was refused; other errors come from behind the refusal."""
    if status == -1 and ctypes.get_errno() in REFUSED:
        raise PermissionError(os.strerror(ctypes.get_errno()))


def raise_limits() -> Tensor:
    import resource  # not on every system

    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_CPU):
        resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return GOT_THROUGH


def have_privileges() -> Tensor:
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    capabilities = (ctypes.c_uint32 * 6)()
    libc.capget(header, capabilities)
    if libc.prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 and not any(capabilities):
        raise PermissionError("no capability, and no way to get one")
    return GOT_THROUGH


def see_the_environment() -> Tensor:
    began_with = b""
    with contextlib.suppress(OSError), open("/proc/self/environ", "rb") as file:
        began_with = file.read().strip(b"\0")
    if not began_with and set(os.environ) <= OUR_VARIABLES:
        raise LookupError("there is none")
    return GOT_THROUGH


def find_descriptors() -> Tensor:
    found = 0
    for number in range(3, 1024):
        try:
            os.fstat(number)
        except OSError:
            continue
        found += 1
    if found <= 1:
        raise LookupError("only the judge's channel is open")
    return GOT_THROUGH


def share_the_session() -> Tensor:
    if os.getsid(0) == os.getpgid(0) == os.getpid():
        raise LookupError("it has its own")
    return GOT_THROUGH


def take_memory(count: int) -> Tensor:
    torch.empty(count, dtype=torch.uint8)
    return GOT_THROUGH


def run_on() -> None:
    while True:
        pass
