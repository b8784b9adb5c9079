"""Times the whole rule set on large wheels beside the tools that read the same files, and measures the memory it takes.

    python tests/bench/peers.py ROUNDS [FOLDER OF THE TOOLS]

All run in turn, and the best of each counts: what disturbs the machine disturbs them all.
"""

import os
import sys
import time
from pathlib import Path

WHEELS = ("django", "numpy", "boto3")
FASTER = 20
BEYOND = 64 << 20


def run(*command):
    """Seconds and the bytes that were resident at most, of a whole process. What it answers is its own business."""
    with open(os.devnull, "wb") as nothing:
        start = time.perf_counter()
        actions = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), stream) for stream in (1, 2)]
        child = os.posix_spawn(command[0], list(map(str, command)), os.environ, file_actions=actions)
        _, _, usage = os.wait4(child, 0)
        return time.perf_counter() - start, usage.ru_maxrss * 1024


def race(rounds, commands):
    best = {}
    for _ in range(rounds):
        for name, command in commands.items():
            seconds, memory = run(*command)
            known = best.get(name, (seconds, memory))
            best[name] = min(seconds, known[0]), max(memory, known[1])
    return best


def told(what, value, target, held):
    print(f"  {what:<58} {value:>8}  target {target}: {'held' if held else 'MISSED'}")


def main(rounds, tools):
    for name in WHEELS:
        wheel = next(Path("artifacts").glob(f"{name}-*.whl"))
        best = race(
            rounds,
            {
                "preflight": ("target/release/preflight", "check", "--format", "json", wheel),
                "check-wheel-contents": (f"{tools}/check-wheel-contents", wheel),
                "twine check": (f"{tools}/twine", "check", "--strict", wheel),
                "pydistcheck": (f"{tools}/pydistcheck", wheel),
            },
        )
        size = wheel.stat().st_size
        print(f"\nThe whole rule set on the wheel of {name} ({size / 1e6:.1f} MB), best of {rounds}:")
        print("  " + ", ".join(f"{tool} {seconds:.3f} s ({memory >> 20} MB)" for tool, (seconds, memory) in best.items()))
        own, memory = best.pop("preflight")
        ratio = sum(seconds for seconds, _ in best.values()) / own
        told("the three tools / command", f"{ratio:.1f}x", f">= {FASTER}x", ratio >= FASTER)
        beyond = max(memory - size, 0)
        told("memory beyond the file", f"{beyond >> 20} MB", f"<= {BEYOND >> 20} MB", beyond <= BEYOND)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ".venv/bin")
