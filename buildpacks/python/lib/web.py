"""Prints how the app is started when it has no Procfile; nothing when that cannot be told.

Usage: web.py, in the folder of the app, by the Python that the app runs with.
"""

import ast
import glob
import importlib.util
import os

# Packages whose applications speak one interface or the other.
ASGI = {"fastapi", "starlette", "quart", "litestar", "channels"}
WSGI = {"flask", "bottle", "pyramid"}

# What serves an interface, the first that is installed: the package, and its command before the application.
SERVERS = {
    "wsgi": {
        "gunicorn": "gunicorn --bind 0.0.0.0:${PORT:-5000}",
        "waitress": "waitress-serve --listen=0.0.0.0:${PORT:-5000}",
    },
    "asgi": {
        "uvicorn": "uvicorn --host 0.0.0.0 --port ${PORT:-5000}",
        "hypercorn": "hypercorn --bind 0.0.0.0:${PORT:-5000}",
        "daphne": "daphne -b 0.0.0.0 -p ${PORT:-5000}",
    },
}


class Module:
    """What a module of the app gives names to, and what it imports."""

    def __init__(self, name):
        self.names = set()
        self.imports = set()
        self.starts_itself = False
        path = name.replace(".", "/")
        for file in (f"{path}.py", f"{path}/__init__.py"):
            if os.path.isfile(file):
                self._read(file)
                return

    def _read(self, file):
        try:
            with open(file, encoding="utf-8") as source:
                text = source.read()
            tree = ast.parse(text)
        except (OSError, SyntaxError, ValueError):
            return
        self.starts_itself = "__main__" in text
        for node in tree.body:
            if isinstance(node, ast.Assign):
                self.names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                self.names.add(node.target.id)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.names.add(node.name)
            elif isinstance(node, ast.Import):
                self.imports |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                self.imports.add(node.module.split(".")[0])


def is_installed(module):
    return importlib.util.find_spec(module) is not None


def server(interface):
    return next((command for package, command in SERVERS[interface].items() if is_installed(package)), None)


def interface(name, module):
    if module.imports & ASGI or name == "asgi":
        return "asgi"
    if module.imports & WSGI or server("wsgi"):
        return "wsgi"
    return "asgi"


def applications():
    """What can be served: the name of an application, its interface, and the module that it is in."""
    if os.path.isfile("manage.py"):
        for kind in ("wsgi", "asgi"):
            for file in sorted(glob.glob(f"*/{kind}.py")):
                module = Module(file.removesuffix(".py").replace("/", "."))
                if "application" in module.names:
                    yield f"{os.path.dirname(file)}.{kind}:application", kind, module
    for name in ("wsgi", "asgi", "app", "main", "application", "app.main"):
        module = Module(name)
        for variable in ("app", "application"):
            if variable in module.names:
                yield f"{name}:{variable}", interface(name, module), module


def command():
    found = list(applications())
    for application, kind, _ in found:
        if server(kind):
            return f"{server(kind)} {application}"
    for application, _, module in found:
        # Without a line that starts its server, the module would end at once.
        if "flask" in module.imports and is_installed("flask") and not module.starts_itself:
            return f"flask --app {application} run --host 0.0.0.0 --port ${{PORT:-5000}}"
    return next((f"python {script}" for script in ("app.py", "main.py") if os.path.isfile(script)), None)


if __name__ == "__main__":
    if line := command():
        print(line)
