"""A WSGI application; gunicorn would serve `application`, without it the server that Python brings does."""

import os
from wsgiref.simple_server import make_server


def application(environ, start_response):
    body = b"hello from a project\n"
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


if __name__ == "__main__":
    make_server("0.0.0.0", int(os.environ.get("PORT", "5000")), application).serve_forever()
