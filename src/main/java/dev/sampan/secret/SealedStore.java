package dev.sampan.secret;

import java.util.List;
import java.util.Set;

/** A place where sealed values are kept; it is known to {@link SecretKeys} by being a component. */
public interface SealedStore {

    /** The ids of all keys that values here are sealed with. */
    Set<String> keyIds();

    /**
     * Seals what is not sealed with the current key, each value as a whole or not at all, so that this can be cut off at any
     * point and be done again. What it answers for is on the disk afterwards.
     *
     * @return how many values were sealed
     */
    int reseal();

    /**
     * Removes the values that are sealed with keys that are lost for good.
     *
     * @return what they were
     */
    List<SecretName> forget(Set<String> keyIds);
}
