package dev.sampan.runtime;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a rule makes of a wish. */
final class SpecFixture {

    private static final JsonMapper JSON = new JsonMapper();

    private SpecFixture() {}

    static ProcessSpec app() {
        return spec(true, false, limits(500, 256, 64));
    }

    /** An application whose user and network namespaces there are already. */
    static ProcessSpec prepared(Path user, Path network) {
        ProcessSpec app = app();
        return new ProcessSpec(
                app.id(),
                app.rootFilesystem(),
                app.readOnlyRoot(),
                app.arguments(),
                app.env(),
                app.workingDirectory(),
                app.uid(),
                app.gid(),
                app.firstUid(),
                app.capabilities(),
                app.binds(),
                Optional.of(new ProcessSpec.Namespaces(user, network)),
                app.limits());
    }

    static ProcessSpec installation() {
        return spec(
                false,
                true,
                new CgroupLimits(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    static CgroupLimits limits(int cpuMillis, int mebibytes, int pids) {
        return new CgroupLimits(
                Optional.of(new CpuCount(cpuMillis)),
                Optional.of(DataSize.ofMebibytes(mebibytes)),
                Optional.of(pids));
    }

    private static ProcessSpec spec(boolean readOnlyRoot, boolean install, CgroupLimits limits) {
        return new ProcessSpec(
                "shop.web.1-0a",
                Path.of("/containers/c1/rootfs"),
                readOnlyRoot,
                List.of("/bin/sh", "-c", "exec \"$@\""),
                Map.of("PORT", "5000"),
                "/app",
                install ? 0 : 1000,
                install ? 0 : 1000,
                700_000_000,
                install ? ProcessSpec.Capabilities.INSTALL : ProcessSpec.Capabilities.NONE,
                List.of(
                        new ProcessSpec.Bind(Path.of("/apps/shop/volumes/data"), "/data", false),
                        new ProcessSpec.Bind(Path.of("/apps/shop/packs"), "/packs", true)),
                Optional.empty(),
                limits);
    }

    static ObjectNode apply(SpecRule rule, ProcessSpec wanted) {
        ObjectNode config = JSON.createObjectNode();
        rule.apply(config, wanted);
        // As it is read from the file: there a number has no type.
        return (ObjectNode) JSON.readTree(JSON.writeValueAsString(config));
    }

    static ObjectNode object(String text) {
        return (ObjectNode) json(text);
    }

    /** Quotation marks may be single ones. */
    static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
