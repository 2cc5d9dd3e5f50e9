package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.image.ImageReference;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaseImagesTests {

    private static List<String> of(String dockerfile, String... options) {
        return BaseImages.of(dockerfile, List.of(options)).stream()
                .map(ImageReference::toString)
                .toList();
    }

    @Test
    void findsWhatStagesBeginFromAndCopyOf() {
        assertThat(
                        of(
                                """
                                # syntax=docker/dockerfile:1
                                FROM --platform=$BUILDPLATFORM registry.example/team/build:1 AS Build
                                RUN echo FROM no/image
                                COPY --from=registry.example:5000/team/tools@sha256:%s /a /b
                                from \\
                                  # a comment between
                                  node
                                COPY --chown=1:1 --from=build /x /x
                                COPY --from=0 /y /y
                                RUN --mount=type=bind,from=ghcr.io/a/b,target=/z --mount=type=bind,from=build cat /z
                                FROM build
                                FROM scratch
                                FROM node
                                """
                                        .formatted("1".repeat(64))))
                .containsExactly(
                        "registry.example/team/build:1",
                        "registry.example:5000/team/tools@sha256:" + "1".repeat(64),
                        "docker.io/library/node:latest",
                        "ghcr.io/a/b:latest");
    }

    @Test
    void putsArgumentsIn() {
        String dockerfile =
                """
                ARG HOST=registry.example REPOSITORY="$HOST/team"
                ARG TAG
                FROM ${REPOSITORY}/app:${TAG:-latest}${DEBUG:+-debug}
                ARG HOST=other.example
                FROM "$HOST/second"
                FROM $NONE
                """;

        assertThat(of(dockerfile))
                .containsExactly(
                        "registry.example/team/app:latest", "registry.example/second:latest");
        assertThat(of("ARG DEBUG\n" + dockerfile, "--build-arg", "TAG=2", "--build-arg=DEBUG=1"))
                .containsExactly(
                        "registry.example/team/app:2-debug", "registry.example/second:latest");
        assertThat(of(dockerfile, "--no-cache", "--build-arg", "HOST=mine.example", "--build-arg"))
                .containsExactly("mine.example/team/app:latest", "mine.example/second:latest");
    }

    @Test
    void growsWithNoArgument() {
        StringBuilder dockerfile = new StringBuilder("ARG A0=xxxxxxxxxx\n");
        for (int i = 1; i < 60; i++) {
            dockerfile.append("ARG A%d=$A%d$A%d%n".formatted(i, i - 1, i - 1));
        }

        assertThat(of(dockerfile + "FROM registry.example/app:1$A59"))
                .containsExactly("registry.example/app:1");
    }

    @Test
    void leavesWhatIsNoNameOfAnImageToTheBuilder() {
        assertThat(of("FROM\nFROM Bad/Name\nFROM a b c d\nCOPY --from= x\n"))
                .containsExactly("docker.io/library/a:latest");
        assertThat(of("")).isEmpty();
        assertThat(of("FROM scratch\nARG X=a\nFROM registry.example/$X")).isEmpty();
        assertThat(of("RUN x \\")).isEmpty();
    }
}
