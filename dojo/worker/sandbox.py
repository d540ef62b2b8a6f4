"""The layers that a worker puts between itself and the machine before it compiles an attempt.

Each layer is used where the system has it. Landlock and seccomp are Linux's; elsewhere the process
boundary, the limits and the empty environment remain. None can be taken off again by the process.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import errno
import os
import signal
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import resource

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
PR_SET_CHILD_SUBREAPER = 36

CAPABILITY_VERSION_3 = 0x20080522
CLONE_THREAD = 0x00010000
F_SETSIG, F_SETOWN, F_SETOWN_EX = 10, 8, 15
F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ = 1024, 1026, 1031
LAST_TERMINAL_IOCTL = 0x5460  # below it: isatty, how much there is to read, not to block
LOW_32_BITS = 0xFFFFFFFF

# Refused with EPERM: talking to anything, starting anything, looking into or signalling another
# process, leaving this box, and changing files. Which files can be read is Landlock's part.
DENIED_SYSCALLS = (
    "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "fork", "vfork",
    "execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise",
    "kcmp", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_open", "pidfd_send_signal",
    "pidfd_getfd", "setpgid", "setsid", "setpriority", "sched_setaffinity", "sched_setscheduler",
    "sched_setattr", "sched_setparam", "ioprio_set", "migrate_pages", "move_pages", "unshare",
    "setns", "mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen",
    "fsmount", "fsconfig", "name_to_handle_at", "open_by_handle_at", "keyctl", "add_key",
    "request_key", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "shmget", "shmat", "msgget", "semget", "mq_open", "fanotify_init",
    "inotify_init", "inotify_init1", "init_module", "finit_module", "delete_module", "kexec_load",
    "reboot", "swapon", "swapoff", "settimeofday", "clock_settime", "adjtimex", "sethostname",
    "setdomainname", "syslog", "acct", "quotactl", "personality", "setuid", "setgid", "setreuid",
    "setregid", "setresuid", "setresgid", "capset", "chmod", "fchmod", "fchmodat", "chown",
    "fchown", "lchown", "fchownat", "utimensat", "truncate", "utime", "utimes", "futimesat",
    "fchmodat2", "setxattrat", "removexattrat", "file_setattr", "shmctl", "semop", "semtimedop",
    "semctl", "msgsnd", "msgrcv", "msgctl", "mq_unlink", "sync", "syncfs", "fadvise64", "setxattr",
    "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr", "creat", "unlink",
    "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "link", "linkat",
    "symlink", "symlinkat", "mknod", "mknodat", "io_setup", "memfd_secret", "flock",
)  # fmt: skip


# Per worker. Time is kept by the judge, which kills what has not answered a call by its deadline,
# computing or asleep. This bound is for a judge that cannot, as it was stopped itself (Ctrl-Z): an
# hour, where the whole grading of a right attempt takes seconds.
MAX_CPU_S = 3600
# The kernel counts processes and threads by user, so this is room beyond all that run when the
# worker starts. Root is exempt; what holds for root too is seccomp, which lets no process start and
# no thread with a small stack, so that the memory limit bounds how many there can be.
MORE_THREADS = 1024
MIN_STACK_BYTES = 1 << 20
MAP_STACK = 0x20000

SONAMES = {"c": "libc.so.6", "seccomp": "libseccomp.so.2"}


def load_libraries() -> None:
    """Import what the layers need, in the process that workers are forked from."""
    search = ctypes.util.find_library
    # It asks programs that may not be there, as in bubblewrap, for what the loader finds by name.
    ctypes.util.find_library = lambda name: search(name) or SONAMES.get(name)
    for module in ("pyseccomp", "landlock"):
        # pyseccomp raises RuntimeError where libseccomp is not on the machine.
        with contextlib.suppress(ImportError, OSError, RuntimeError):
            __import__(module)
    ctypes.util.find_library = search


def enter(with_gpu: bool = False) -> list[str]:
    """Put on every layer that this machine offers; returns their names.

    with_gpu: leave the process the control calls by which CUDA drives the devices it has opened.
    """
    _empty_environment()
    if sys.platform == "win32":
        return []
    layers = [_bound_resources()]
    if sys.platform == "linux":
        _prctl(PR_SET_DUMPABLE, 0)
        _prctl(PR_SET_NO_NEW_PRIVS, 1)
        _drop_capabilities()
        files = _restrict_files()
        layers += filter(None, [files, _restrict_syscalls(files is not None, with_gpu)])
    return layers


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when `parent`, which forked it, ends (Linux)."""
    if sys.platform != "linux":
        return
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the request was made
        os._exit(0)


def adopt_orphans() -> None:
    """Become the parent of processes that a killed worker leaves behind (Linux)."""
    if sys.platform == "linux":
        _prctl(PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def _drop_capabilities() -> None:
    """Give up root's powers, where the judge runs as root: raising limits, reading any file."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)())


def _empty_environment() -> None:
    os.environ.clear()
    sys.argv[:], sys.orig_argv[:] = [""], [""]
    _wipe_start()
    # For what reaches the compiler without torch.compile, which `child.serve` replaces.
    os.environ["TORCHDYNAMO_DISABLE"] = "1"
    # Imported by torch for less (vmap of grad, custom operators), its parts want to know a folder
    # to write to, and make it: one that is there already, and that nobody in here can write to.
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = tempfile.tempdir = "/"


def _wipe_start() -> None:
    """Overwrite the arguments and the environment that this process began with (Linux).

    Both stay in its memory, and in /proc/self, when Python has forgotten them: keys, the seed.
    """
    try:
        with open("/proc/self/stat", "rb") as file:
            # proc_pid_stat(5): fields 48 to 51, of which the third follows the name in brackets.
            fields = file.read().rpartition(b")")[2].split()[48 - 3 : 52 - 3]
    except OSError:
        return
    arguments, arguments_end, environment, environment_end = map(int, fields)
    ctypes.memset(arguments, 0, arguments_end - arguments)
    ctypes.memset(environment, 0, environment_end - environment)


def _bound_resources() -> str:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CPU: MAX_CPU_S,
    }
    if sys.platform == "linux":
        with contextlib.suppress(OSError, ValueError, IndexError):
            running = Path("/proc/loadavg").read_text().split()[3].partition("/")[2]
            limits[resource.RLIMIT_NPROC] = int(running) + MORE_THREADS
    for limit, wanted in limits.items():
        _, most = resource.getrlimit(limit)
        bound = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(limit, (bound, bound))
    return "limits"


def readable_paths() -> Iterator[Path]:
    """What an attempt may read: Python, its packages and the system's shared libraries."""
    for name in ("stdlib", "platstdlib", "purelib", "platlib"):
        yield Path(sysconfig.get_path(name))
    for base in (sys.prefix, sys.base_prefix):
        yield Path(base, "lib")
    for path in ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"):
        yield Path(path)
    for device in ("/dev/zero", "/dev/urandom"):
        yield Path(device)


def other_packages() -> Iterator[Path]:
    """Packages beside the standard library that this interpreter does not import from.

    Those of the interpreter that a virtual environment was made from, which may hold anything.
    """
    used = {Path(path).resolve() for path in sys.path}
    bases = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    found = [Path(sysconfig.get_path(name, vars=bases)) for name in ("purelib", "platlib")]
    found += Path("/usr/lib/python3/dist-packages"), Path("/usr/local/lib", *found[0].parts[-2:])
    for path in found:
        if path.resolve() not in used:
            yield path.resolve()


def granted(paths: Iterable[Path], closed: frozenset[Path]) -> Iterator[tuple[Path, bool]]:
    """What to grant so that all below `paths` can be read but not `closed`; True: names only.

    Landlock cannot take a folder's part out of a grant, so a folder with something closed below it
    is granted by its members, and its own names.
    """
    opened = {parent for path in closed for parent in path.parents}
    pending = [os.path.realpath(path) for path in paths]
    seen: set[str] = set()
    while pending:
        path = pending.pop()
        if path in seen or Path(path) in closed or not os.path.exists(path):
            continue
        seen.add(path)
        if Path(path) not in opened:
            yield Path(path), False
            continue
        yield Path(path), True
        with os.scandir(path) as members:
            # A link is followed to where it leads, as Landlock would.
            pending += [os.path.realpath(m) if m.is_symlink() else m.path for m in members]


def prepare(closed: Iterable[Path]) -> int | None:
    """Write down the file rules, once, in the process that workers are forked from.

    closed: readable files and folders that an attempt must not read. Returns the descriptor that
    `enter` needs; None where the system has no Landlock.
    """
    try:
        from landlock import FSAccess, Ruleset

        rules = Ruleset()
    except (ImportError, OSError):  # OSError: a kernel without Landlock
        return None
    closed = [*(path.resolve() for path in closed), *other_packages()]
    for path, names_only in granted(readable_paths(), frozenset(closed)):
        if names_only:
            rules.allow(path, rules=FSAccess.READ_DIR)
        elif path.is_dir():
            rules.allow(path, rules=FSAccess.READ_FILE | FSAccess.READ_DIR | FSAccess.EXECUTE)
        else:
            rules.allow(path, rules=FSAccess.READ_FILE)
    rules.allow(Path(os.devnull), rules=FSAccess.READ_FILE | FSAccess.WRITE_FILE)
    _prepared.append(rules)
    return int(rules._fd)


_prepared: list[Any] = []


def _restrict_files() -> str | None:
    if not _prepared:
        return None
    rules = _prepared.pop()
    rules.apply()
    os.close(rules._fd)
    return "landlock"


def _restrict_syscalls(may_open_to_write: bool, may_control_devices: bool) -> str | None:
    """may_open_to_write: leave it to Landlock, which lets nothing but the null device through."""
    try:
        import pyseccomp as seccomp
    except (ImportError, OSError, RuntimeError):
        return None
    refuse = seccomp.ERRNO(errno.EPERM)
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in DENIED_SYSCALLS:
        with contextlib.suppress(OSError):  # a name that this architecture does not have
            rules.add_rule(refuse, name)
    own = os.getpid()
    for name in ("kill", "tgkill"):  # abort() signals its own process; nothing else may be
        rules.add_rule(refuse, name, seccomp.Arg(0, seccomp.NE, own))
    # The kernel signals for a process that asks it to: on data at a descriptor, say.
    # A lease makes whoever opens a file wait. Masked, as the kernel looks at 32 of the 64 bits.
    for command in (F_SETSIG, F_SETOWN, F_SETOWN_EX, F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ):
        rules.add_rule(refuse, "fcntl", seccomp.Arg(1, seccomp.MASKED_EQ, LOW_32_BITS, command))
    if not may_control_devices:
        # Above are those for files (their flags, say, which need no right to write) and sockets.
        rules.add_rule(refuse, "ioctl", seccomp.Arg(1, seccomp.GT, LAST_TERMINAL_IOCTL))
    for option in (PR_SET_PDEATHSIG, PR_SET_DUMPABLE):
        rules.add_rule(refuse, "prctl", seccomp.Arg(0, seccomp.MASKED_EQ, LOW_32_BITS, option))
    # Its own limits a process may set (down; up needs a capability), another's not.
    rules.add_rule(refuse, "prlimit64", seccomp.Arg(0, seccomp.NE, 0))
    # Threads are clones that share the thread group; processes are not. clone3 hides its flags in
    # memory that a filter cannot read: ENOSYS makes libc fall back to clone.
    rules.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, CLONE_THREAD, 0))
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    rules.add_rule(
        seccomp.ERRNO(errno.ENOMEM),
        "mmap",
        seccomp.Arg(1, seccomp.LT, MIN_STACK_BYTES),
        seccomp.Arg(3, seccomp.MASKED_EQ, MAP_STACK, MAP_STACK),
    )
    if not may_open_to_write:
        for call, position in (("open", 1), ("openat", 2)):
            for flag in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC):
                rules.add_rule(refuse, call, seccomp.Arg(position, seccomp.MASKED_EQ, flag, flag))
        rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "openat2")  # flags in memory, as with clone3
    rules.load()
    return "seccomp"
