"""What one interpreter of the smoke test does: one step, told as JSON by the worker, answered as JSON.

The package under test runs in the same interpreter, so nothing here is secret or out of its reach; what it could learn or
forge is only the answer about itself. Modules of this package must not be seen by it by accident, so `main` hides them.
"""

import json
import sys

import _preflight_worker as worker


async def main():
    """Does the step; the worker runs this where `await` may switch stacks, so that `asyncio.run` works inside."""
    step = json.loads(worker.step)
    sys.path.remove("/preflight/driver.zip")
    if step["do"] in ("plan", "backend"):
        # Tools of ours: never on the path of a package under test, where they would hide a missing requirement.
        from . import archive

        archive.open_pack("reader", "/preflight/reader")
        sys.path.insert(0, "/preflight/reader")
        from . import plan

        answer = getattr(plan, step["do"])(step)
    elif step["do"] in ("module", "script"):
        from . import run

        answer = run.run(step)
    elif step["do"] in ("requires", "build"):
        from . import build

        answer = getattr(build, step["do"])(step)
    else:
        from . import readme

        answer = getattr(readme, step["do"])(step)
    file = answer.pop("file", None)
    return json.dumps({"result": answer, "file": file})
