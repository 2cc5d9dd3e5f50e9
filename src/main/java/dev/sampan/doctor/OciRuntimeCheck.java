package dev.sampan.doctor;

import dev.sampan.runtime.OciRuntime;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The program that makes containers, found by running one. */
@Component
@Order(60)
final class OciRuntimeCheck implements HostCheck {

    private final ObjectProvider<OciRuntime> runtime;

    OciRuntimeCheck(ObjectProvider<OciRuntime> runtime) {
        this.runtime = runtime;
    }

    @Override
    public String name() {
        return "OCI runtime";
    }

    @Override
    public Finding check() {
        return Finding.ok(runtime.getObject().program() + ", which ran a container");
    }
}
