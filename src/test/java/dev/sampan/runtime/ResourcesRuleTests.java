package dev.sampan.runtime;

import static dev.sampan.runtime.SpecFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourcesRuleTests {

    private static final String NO_DEVICES = "'devices': [{'allow': false, 'access': 'rwm'}]";

    @TempDir Path folder;

    @Test
    void nameTheGroupAndItsLimits() throws IOException {
        ControlGroupTree tree =
                ControlGroupTree.first(folder).file("memory", "memory.memsw.limit_in_bytes", "");
        assertThat(apply(tree, SpecFixture.app()))
                .isEqualTo(
                        linux(
                                "'cpu': {'quota': 50000, 'period': 100000}, 'memory': {'limit': 268435456, 'swap': 268435456}, 'pids': {'limit': 64}"));
    }

    @Test
    void leaveSwapAloneWhereTheKernelCannotLimitIt() throws IOException {
        assertThat(
                        apply(ControlGroupTree.first(folder), SpecFixture.app())
                                .at("/linux/resources/memory"))
                .isEqualTo(json("{'limit': 268435456}"));
    }

    @Test
    void killAllOfAContainerAtOnceInTheSecondVersion() throws IOException {
        assertThat(apply(ControlGroupTree.second(folder), SpecFixture.app()))
                .isEqualTo(
                        linux(
                                "'cpu': {'quota': 50000, 'period': 100000}, 'memory': {'limit': 268435456, 'swap': 268435456}, 'pids': {'limit': 64}, 'unified': {'memory.oom.group': '1'}"));
    }

    @Test
    void askForNothingWithoutLimits() throws IOException {
        assertThat(apply(ControlGroupTree.first(folder), SpecFixture.installation()))
                .isEqualTo(linux(""));
    }

    private static tools.jackson.databind.JsonNode linux(String limits) {
        String resources =
                String.join(
                        ", ", limits.isEmpty() ? List.of(NO_DEVICES) : List.of(NO_DEVICES, limits));
        return json(
                "{'linux': {'cgroupsPath': '/sampan/shop.web.1-0a', 'resources': {%s}}}"
                        .formatted(resources));
    }

    private static tools.jackson.databind.JsonNode apply(
            ControlGroupTree tree, ProcessSpec wanted) {
        return SpecFixture.apply(new ResourcesRule(tree.hierarchy(), "sampan"), wanted);
    }
}
