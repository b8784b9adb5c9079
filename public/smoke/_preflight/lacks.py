"""What a browser's interpreter lacks: honest stand-ins for a little of it, and notes about use of the rest.

A package that fails after it used something of this list has not failed: it cannot be decided here.
"""

import errno
import sys
import types

import _preflight_worker as worker

# Modules that CPython has on Linux and this interpreter has not.
MODULES = frozenset(
    "_curses _dbm _gdbm _hashlib _multiprocessing _posixshmem _posixsubprocess _tkinter _uuid curses dbm ensurepip fcntl "
    "idlelib lib2to3 mmap multiprocessing pydoc_data readline resource syslog termios tkinter turtle turtledemo venv".split()
)
# Modules of other systems: that they are missing is no lack of the browser.
FOREIGN = frozenset("_overlapped _scproxy _winapi _wmi msilib msvcrt nt winreg winsound".split())
# Modules of the standard library whose names depend on the system.
SYSTEM = frozenset(
    "_posixsubprocess _signal _socket _ssl _thread asyncio ctypes fcntl hashlib locale mmap multiprocessing os platform posix pty "
    "resource select selectors shutil signal socket socketserver ssl subprocess sys termios threading time tty uuid".split()
)
# Events of `sys.addaudithook`, in words. They tell of an attempt even where the program hides that it failed.
EVENTS = {
    "_thread.start_new_thread": "it started a thread",
    "_thread.start_joinable_thread": "it started a thread",
    "subprocess.Popen": "it started a program",
    "os.system": "it started a program",
    "os.exec": "it started a program",
    "os.posix_spawn": "it started a program",
    "os.spawn": "it started a program",
    "os.startfile": "it started a program",
    "os.fork": "it forked",
    "os.forkpty": "it forked",
    "pty.spawn": "it started a program",
    "socket.connect": "it opened a connection",
    "socket.bind": "it listened for connections",
    "socket.getaddrinfo": "it looked up a host",
    "socket.gethostbyname": "it looked up a host",
    "socket.sendto": "it sent a datagram",
}
ERRNOS = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOEXEC, errno.EHOSTUNREACH, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}

_notes = []


def note(text):
    if text not in _notes and len(_notes) < 20:
        _notes.append(text)
        worker.note(text)


def notes():
    return list(_notes)


def stand_in():
    """Makes the few things that programs ask for at import and whose answer does not matter. The page lists them."""
    import os
    import socket
    import ssl

    entry = ("user", "x", 1000, 1000, "User", "/home/user", "/bin/sh")
    pwd = _module("pwd")
    pwd.struct_passwd = _struct("pwd.struct_passwd", "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell")
    person = pwd.struct_passwd(*entry)
    _look_ups(pwd, "getpwnam", "getpwuid", person, "user", 1000)
    pwd.getpwall = lambda: [person]
    grp = _module("grp")
    grp.struct_group = _struct("grp.struct_group", "gr_name gr_passwd gr_gid gr_mem")
    group = grp.struct_group("user", "x", 1000, [])
    _look_ups(grp, "getgrnam", "getgrgid", group, "user", 1000)
    grp.getgrall = lambda: [group]
    for name in ("getuid", "geteuid", "getgid", "getegid"):
        setattr(os, name, lambda: 1000)
    os.getlogin = lambda: "user"
    if not hasattr(socket, "AF_UNIX"):
        socket.AF_UNIX = 1
    if not hasattr(ssl.SSLContext, "hostname_checks_common_name"):
        ssl.SSLContext.hostname_checks_common_name = True


def _module(name):
    module = types.ModuleType(name, "Stands in for a module that this interpreter lacks.")
    sys.modules[name] = module
    return module


def _struct(name, fields):
    from collections import namedtuple

    return namedtuple(name.rpartition(".")[2], fields)


def _look_ups(module, by_name, by_id, entry, name, number):
    def named(key):
        if key != name:
            raise KeyError(f"{by_name}(): name not found: {key!r}")
        return entry

    def numbered(key):
        if key != number:
            raise KeyError(f"{by_id}(): uid not found: {key!r}")
        return entry

    setattr(module, by_name, named)
    setattr(module, by_id, numbered)


def watch():
    """Notes, from now on, what of the lacking things is used."""
    import shutil
    import subprocess

    def heard(event, arguments):
        if event in EVENTS:
            note(EVENTS[event])
        elif event == "ctypes.dlopen" and arguments and arguments[0]:
            note(f"it loaded the library {str(arguments[0])[:80]}")

    sys.addaudithook(heard)
    # Here it fails before its own event.
    start = subprocess.Popen.__init__

    def started(self, *arguments, **options):
        note(EVENTS["subprocess.Popen"])
        start(self, *arguments, **options)

    subprocess.Popen.__init__ = started
    which = shutil.which

    def watched(cmd, *more, **options):
        found = which(cmd, *more, **options)
        if found is None and not _called_by_library():
            note(f"it looked for the program {str(cmd)[:80]}")
        return found

    shutil.which = watched
    sys.meta_path.append(_Missing)


class _Missing:
    """The last finder: what gets here was not found."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        top = name.partition(".")[0]
        if is_lacking(name) and not _called_by_library():
            note(f"it imported {top}, which a browser's Python lacks")
        return None


def is_lacking(name):
    """Whether a module that was not found is of the standard library."""
    top = name.partition(".")[0]
    return top in MODULES or (top in sys.stdlib_module_names and top not in FOREIGN)


def _called_by_library():
    """Whether the nearest caller that is no part of the import system belongs to the standard library."""
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith("<frozen importlib") and "/importlib/" not in file and "_preflight" not in file:
            return file.startswith(("/lib/python314.zip", "/lib/python3.14/lib", "<frozen"))
        frame = frame.f_back
    return True


def in_words(error):
    """What a browser lacks, if this is an exception about it; None otherwise."""
    text = str(error)
    if isinstance(error, ModuleNotFoundError):
        name = error.name or ""
        return f"the module {name} of the standard library is not in a browser's Python" if is_lacking(name) else None
    if isinstance(error, ImportError):
        top = (error.name or "").partition(".")[0]
        if top in SYSTEM or top in MODULES:
            return f"{getattr(error, 'name_from', None) or 'a name'} of {error.name} is not in a browser's Python"
        native = "wasm magic" in text or "dynamic library" in text or "dynamic linking" in text
        return "a native library cannot be loaded in a browser" if native else None
    if isinstance(error, AttributeError):
        owner = error.obj
        name = owner.__name__ if isinstance(owner, types.ModuleType) else getattr(type(owner), "__module__", "")
        if str(name).partition(".")[0] in SYSTEM:
            return f"{name} has no {error.name} in a browser's Python"
        return None
    if isinstance(error, RuntimeError):
        threads = "can't start new thread" in text
        loop = "event loop" in text or "stack switch" in text.lower() or "run_sync" in text
        if threads or loop:
            return "threads are not available in a browser" if threads else "its event loop cannot run in a browser"
    if isinstance(error, OverflowError) and "index-sized" in text:
        return "a browser's Python is a program of 32 bits"
    if isinstance(error, (MemoryError, RecursionError)):
        return "memory and stack are smaller in a browser than on a machine"
    if isinstance(error, FileNotFoundError):
        file = error.filename if isinstance(error.filename, str) else ""
        # Programs that compare the number of the error do not recognise it here (44, not 2), wherever the file is looked for.
        return None if file.startswith("/env/lib/") else f"there is no {file[:100]} in a browser"
    if isinstance(error, OSError) and error.errno in ERRNOS:
        return f"the system call is not available in a browser ({text[:200]})"
    if type(error).__module__ == "zoneinfo._common":
        return "a browser's Python has no time zone data"
    if type(error).__module__ == "locale":
        return "a browser's Python has no locales but C"
    if "TLS not supported" in text or "emscripten" in text.lower():
        return text[:200]
    return None
