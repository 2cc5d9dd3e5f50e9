package dev.sampan.git;

import java.security.KeyPair;

/** The key by which other machines know this one when it fetches source by SSH. */
@FunctionalInterface
public interface DeployKey {

    /** Made when it is first wanted, and the same from then on. */
    KeyPair pair();
}
