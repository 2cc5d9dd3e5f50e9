package dev.sampan.secret;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at a start without the keys of secrets what is missing, in place of a stack. */
final class SecretFailureAnalyzer extends AbstractFailureAnalyzer<SecretException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SecretException cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Nothing was changed. Start again when it is repaired.", cause);
    }
}
