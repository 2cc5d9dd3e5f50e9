package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the Python buildpack starts an app that has no Procfile, by what is in it and what is installed. */
@Timeout(60)
class PythonWebTests {

    private static final String GUNICORN = "gunicorn --bind 0.0.0.0:${PORT:-5000} ";
    private static final String UVICORN = "uvicorn --host 0.0.0.0 --port ${PORT:-5000} ";

    @TempDir private Path folder;

    @Test
    void servesAsynchronousApplicationByItsOwnKindOfServer() throws Exception {
        write("main.py", "from fastapi import FastAPI\napp = FastAPI()\n");
        install("gunicorn");
        assertThat(web()).isEqualTo("python main.py");

        install("uvicorn");
        assertThat(web()).isEqualTo(UVICORN + "main:app");
    }

    @Test
    void servesFlaskByGunicornAlsoBesideUvicorn() throws Exception {
        write("app.py", "import flask\napp: flask.Flask = flask.Flask(__name__)\n");
        install("uvicorn");
        assertThat(web()).isEqualTo("python app.py");

        install("gunicorn");
        assertThat(web()).isEqualTo(GUNICORN + "app:app");
    }

    @Test
    void servesFlaskByItselfWhenNothingElseWouldAndTheModuleDoesNot() throws Exception {
        install("flask");
        write("app.py", "from flask import Flask\napp = Flask(__name__)\n");
        assertThat(web()).isEqualTo("flask --app app:app run --host 0.0.0.0 --port ${PORT:-5000}");

        write(
                "app.py",
                "from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run()\n");
        assertThat(web()).isEqualTo("python app.py");
    }

    @Test
    void servesDjangoByWhateverServerIsInstalled() throws Exception {
        write("manage.py", "");
        write("shop/wsgi.py", "application = get_wsgi_application()\n");
        write("shop/asgi.py", "application = get_asgi_application()\n");
        assertThat(web()).isEmpty();

        install("uvicorn");
        assertThat(web()).isEqualTo(UVICORN + "shop.asgi:application");

        install("gunicorn");
        assertThat(web()).isEqualTo(GUNICORN + "shop.wsgi:application");
    }

    @Test
    void findsApplicationsInPackages() throws Exception {
        install("uvicorn");
        write("app/__init__.py", "");
        write("app/main.py", "from fastapi import FastAPI\napp = FastAPI()\n");
        assertThat(web()).isEqualTo(UVICORN + "app.main:app");

        install("gunicorn");
        write("app/__init__.py", "from flask import Flask\napp = Flask(__name__)\n");
        assertThat(web()).isEqualTo(GUNICORN + "app:app");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve("app").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void install(String name) throws IOException {
        Files.createDirectories(folder.resolve("packages"));
        Files.writeString(folder.resolve("packages").resolve(name + ".py"), "");
    }

    /** What the script prints in the app's folder. */
    private String web() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("app"));
        ProcessBuilder python =
                new ProcessBuilder(
                        "python3",
                        "-S",
                        Path.of("buildpacks/python/lib/web.py").toAbsolutePath().toString());
        python.directory(folder.resolve("app").toFile());
        python.environment().put("PYTHONPATH", folder.resolve("packages").toString());
        Process process = python.redirectErrorStream(true).start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
