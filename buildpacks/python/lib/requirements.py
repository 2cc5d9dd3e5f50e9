"""Writes what pyproject.toml depends on in the words of pip.

Usage: requirements.py OUT; writes OUT/requirements.txt, and OUT/constraints.txt with the versions of a lock file.
Prints `package` when the project itself has to be installed, too.
"""

import os
import sys
import tomllib


def fail(message):
    print(f" !     {message}", file=sys.stderr)
    sys.exit(1)


def read(name):
    try:
        with open(name, "rb") as file:
            return tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        fail(f"{name} is not TOML: {error}")


def locked():
    """The versions of uv.lock, poetry.lock or pylock.toml, of packages that have only one."""
    for name in ("uv.lock", "poetry.lock", "pylock.toml"):
        if os.path.isfile(name):
            lock = read(name)
            versions = {}
            for package in lock.get("package", lock.get("packages", [])):
                local = {"virtual", "editable", "directory"} & set(package.get("source") or {})
                if "version" in package and not local:
                    versions.setdefault(package["name"], set()).add(package["version"])
            return [f"{name}=={found.pop()}" for name, found in sorted(versions.items()) if len(found) == 1]
    return []


def main():
    out = sys.argv[1]
    project = read("pyproject.toml")
    requirements = project.get("project", {}).get("dependencies", [])
    poetry = project.get("tool", {}).get("poetry", {})
    # Poetry's own words for dependencies are understood by its build backend only.
    package = bool(poetry.get("dependencies")) and not requirements
    scripts = project.get("project", {}).get("scripts") or poetry.get("scripts")
    if "build-system" in project and (scripts or os.path.isdir("src")):
        package = True
    os.makedirs(out, exist_ok=True)
    with open(f"{out}/requirements.txt", "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in requirements))
    with open(f"{out}/constraints.txt", "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in locked()))
    if package:
        print("package")


main()
