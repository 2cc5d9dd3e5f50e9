package dev.sampan.doctor;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The JDK that all of this runs on. */
@Component
@Order(10)
final class JavaCheck implements HostCheck {

    @Override
    public String name() {
        return "JDK";
    }

    @Override
    public Finding check() {
        String found =
                "%s, %s"
                        .formatted(
                                Runtime.version(),
                                System.getProperty("java.home", "in an unknown folder"));
        return Runtime.version().feature() >= 25
                ? Finding.ok(found)
                : Finding.fail(found, "Install a JDK 25 or newer, see ./sampan up");
    }
}
