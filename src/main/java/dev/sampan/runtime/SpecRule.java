package dev.sampan.runtime;

import tools.jackson.databind.node.ObjectNode;

/**
 * One subject of a container's config.json.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">OCI runtime specification</a>
 */
@FunctionalInterface
interface SpecRule {

    void apply(ObjectNode config, ProcessSpec wanted);
}
