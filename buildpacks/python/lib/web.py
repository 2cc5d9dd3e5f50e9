"""Prints how the app is started when it has no Procfile; nothing when that cannot be told.

Usage: web.py, in the folder of the app, by the Python that the app runs with.
"""

import ast
import glob
import importlib.util
import os


def names(file):
    """The names that a module gives values to, and the functions it defines."""
    try:
        with open(file, encoding="utf-8") as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return set()
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.add(node.name)
    return found


def is_installed(module):
    return importlib.util.find_spec(module) is not None


def application():
    """The module and the name of the application in it; the kind of its interface."""
    for kind in ("wsgi", "asgi"):
        for file in sorted(glob.glob(f"*/{kind}.py")):
            if os.path.isfile("manage.py") and "application" in names(file):
                return f"{os.path.dirname(file)}.{kind}:application", kind
    for module in ("wsgi", "asgi", "app", "main", "application"):
        for name in ("app", "application"):
            if name in names(f"{module}.py"):
                asgi = module == "asgi" or (is_installed("uvicorn") and not is_installed("gunicorn"))
                return f"{module}:{name}", "asgi" if asgi else "wsgi"
    return None, None


def main():
    found, kind = application()
    if found and kind == "wsgi" and is_installed("gunicorn"):
        print(f"gunicorn --bind 0.0.0.0:${{PORT:-5000}} {found}")
    elif found and is_installed("uvicorn"):
        print(f"uvicorn --host 0.0.0.0 --port ${{PORT:-5000}} {found}")
    else:
        for script in ("app.py", "main.py"):
            if os.path.isfile(script):
                print(f"python {script}")
                break


main()
