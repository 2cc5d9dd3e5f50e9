package dev.sampan.doctor;

import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;

/** `./sampan doctor`: a program of its own, so that it works while the control plane does not. */
@ComponentScan(
        basePackages = {
            "dev.sampan.host",
            "dev.sampan.quota",
            "dev.sampan.runtime",
            "dev.sampan.doctor"
        },
        lazyInit = true)
@ConfigurationPropertiesScan({"dev.sampan.host", "dev.sampan.quota", "dev.sampan.runtime"})
public class DoctorMain {

    /** Prints what was found, as text or with `--json`; exit code 1 when something fails, 2 for a wrong argument. */
    public static void main(String[] args) {
        List<String> arguments = List.of(args);
        boolean json = arguments.equals(List.of("--json"));
        if (!json && !arguments.isEmpty()) {
            System.err.println(" !     Usage: ./sampan doctor [--json]");
            System.exit(2);
        }
        CheckupReport report = checkUp();
        System.out.print(json ? report.json() + System.lineSeparator() : report.text());
        System.exit(report.passed() ? 0 : 1);
    }

    private static CheckupReport checkUp() {
        try (ConfigurableApplicationContext context =
                new SpringApplicationBuilder(DoctorMain.class)
                        .web(WebApplicationType.NONE)
                        .bannerMode(Banner.Mode.OFF)
                        .properties("logging.level.root=error")
                        .run()) {
            return new CheckupReport(context.getBean(Checkup.class).run());
        }
    }
}
