"""Runs the jobs of a workflow of the kit on this machine: the commands are those of its `run:` steps, taken from the file.

What GitHub does for a workflow is done here by hand, for the few actions that the kit uses: each job starts in an empty folder, a
checkout is a clone of the tag, artifacts are copied with the paths that the action keeps. A step that needs something else, or
an expression that is not understood, fails the run.
"""

import glob
import os
import pathlib
import re
import shutil
import subprocess

import yaml


class Stopped(Exception):
    """A step that failed, with everything that it printed."""

    def __init__(self, job, step, output):
        super().__init__(f"{job}: {step}")
        self.job = job
        self.step = step
        self.output = output


class Workflow:
    def __init__(self, path, repository, folder, github, inputs=None, environment=None, replacements=None):
        # `on` is the boolean true of YAML 1.1.
        self.jobs = yaml.safe_load(pathlib.Path(path).read_text(encoding="utf-8"))["jobs"]
        self.repository = repository
        self.folder = pathlib.Path(folder)
        self.github = github
        self.inputs = inputs or {}
        self.environment = environment or {}
        # Texts of the commands that point to the indexes on the internet, and what takes their places.
        self.replacements = replacements or {}
        self.outputs = {}
        self.ran = []

    def run(self, pythons):
        """Runs every job after those that it needs. Steps in a matrix run once for each of `pythons`."""
        waiting = dict(self.jobs)
        while waiting:
            name = next(name for name, job in waiting.items() if not set(needs(job)) & set(waiting))
            job = waiting.pop(name)
            if set(needs(job)) - set(self.outputs) or not self.holds(job.get("if"), {}):
                continue
            self.outputs[name] = {}
            for python in pythons if "strategy" in job else [None]:
                self.run_job(name, job, python)

    def run_job(self, name, job, python):
        workspace = self.folder / f"{name}-{python}" if python else self.folder / name
        workspace.mkdir(parents=True)
        steps = {}
        contexts = {"steps": steps, "matrix": {"python": python}}
        for step in job["steps"]:
            if not self.holds(step.get("if"), contexts):
                continue
            outputs = self.folder / "outputs"
            outputs.write_text("")
            self.run_step(name, step, workspace, contexts, outputs)
            pairs = (line.partition("=") for line in outputs.read_text().splitlines())
            steps[step.get("id")] = {key: value for key, _, value in pairs}
        for key, value in job.get("outputs", {}).items():
            self.outputs[name][key] = self.fill(value, contexts)

    def run_step(self, job, step, workspace, contexts, outputs):
        named = step["name"]
        self.ran.append(f"{job}: {named}")
        settings = {key: self.fill(str(value), contexts) for key, value in step.get("with", {}).items()}
        if "uses" not in step:
            environment = {key: self.fill(str(value), contexts) for key, value in step.get("env", {}).items()}
            self.shell(job, named, step["run"], workspace, {**environment, "GITHUB_OUTPUT": str(outputs)})
            return
        action = step["uses"].split("@")[0]
        if action == "actions/checkout":
            self.check_out(settings, workspace)
        elif action == "actions/upload-artifact":
            self.upload(job, named, settings, workspace)
        elif action == "actions/download-artifact":
            shutil.copytree(self.artifact(settings), workspace / settings.get("path", "."), dirs_exist_ok=True)
        elif action == "pypa/gh-action-pypi-publish":
            # The action itself runs twine, over everything in the folder.
            url = self.replaced(settings.get("repository-url", "https://upload.pypi.org/legacy/"))
            command = f"uvx twine@7.0.0 upload --non-interactive --username x --password x --repository-url {url} dist/*"
            self.shell(job, named, command, workspace, {})
        elif action not in ("astral-sh/setup-uv", "astral-sh/attest-action"):
            raise NotImplementedError(f"the action {action}")

    def shell(self, job, named, command, workspace, environment):
        everything = {**os.environ, **self.environment, **environment, "GITHUB_REPOSITORY": self.github["repository"]}
        everything = {key: self.replaced(value) for key, value in everything.items()}
        # As GitHub runs a step.
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.replaced(command)]
        done = subprocess.run(shell, cwd=workspace, env=everything, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise Stopped(job, named, done.stdout)

    def check_out(self, settings, workspace):
        depth = [] if settings.get("fetch-depth") == "0" else ["--depth=1"]
        ref = settings.get("ref", self.github["ref"]).removeprefix("refs/tags/").removeprefix("refs/heads/")
        source = f"file://{pathlib.Path(self.repository).resolve()}"
        command = ["git", "-c", "advice.detachedHead=false", "clone", "--quiet", *depth, f"--branch={ref}", source, "."]
        subprocess.run(command, cwd=workspace, check=True)

    def artifact(self, settings):
        return self.folder / "artifacts" / settings["name"]

    def upload(self, job, named, settings, workspace):
        """Keeps files with their paths below the folder that all patterns have in common."""
        patterns = settings["path"].split()
        tops = [os.path.dirname(pattern) for pattern in patterns]
        common = workspace / os.path.commonpath(tops)
        files = [pathlib.Path(path) for pattern in patterns for path in glob.glob(str(workspace / pattern))]
        if not files and settings.get("if-no-files-found") == "error":
            raise Stopped(job, named, "No files were found with the provided path")
        for file in files:
            target = self.artifact(settings) / file.relative_to(common)
            target.parent.mkdir(parents=True, exist_ok=True)
            # Without its permissions, which artifacts do not keep.
            shutil.copyfile(file, target)

    def replaced(self, text):
        for here, there in self.replacements.items():
            text = text.replace(here, there)
        return text

    def look_up(self, path, contexts):
        everything = {"github": self.github, "inputs": self.inputs, **contexts}
        everything["needs"] = {name: {"outputs": outputs} for name, outputs in self.outputs.items()}
        everything["steps"] = {name: {"outputs": outputs} for name, outputs in contexts.get("steps", {}).items()}
        value = everything
        for part in path.split("."):
            value = value[part]
        return value

    def fill(self, text, contexts):
        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: str(self.look_up(found[1], contexts)), text)

    def holds(self, condition, contexts):
        """An `if:` of the kit: comparisons with texts and `startsWith`, joined by `&&`."""
        if condition is None:
            return True
        for term in condition.split("&&"):
            compared = re.fullmatch(r"([\w.]+) == (?:'([^']*)'|false)", term.strip())
            started = re.fullmatch(r"startsWith\(([\w.]+), '([^']*)'\)", term.strip())
            if compared:
                held = str(self.look_up(compared[1], contexts)) == (compared[2] if compared[2] is not None else "False")
            elif started:
                held = self.look_up(started[1], contexts).startswith(started[2])
            else:
                raise NotImplementedError(f"the condition {term}")
            if not held:
                return False
        return True


def needs(job):
    needed = job.get("needs", [])
    return [needed] if isinstance(needed, str) else needed
