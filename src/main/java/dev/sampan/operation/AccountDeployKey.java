package dev.sampan.operation;

import dev.sampan.account.KeyPairs;
import dev.sampan.git.DeployKey;
import java.security.KeyPair;
import org.springframework.stereotype.Component;

/** The deploy key among the other keys of this machine. */
@Component
final class AccountDeployKey implements DeployKey {

    private final KeyPairs keys;

    AccountDeployKey(KeyPairs keys) {
        this.keys = keys;
    }

    @Override
    public KeyPair pair() {
        return keys.deploy();
    }
}
