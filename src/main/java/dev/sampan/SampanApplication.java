package dev.sampan;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.modulith.Modulithic;

/** The control plane: git, builds, deploys, scheduler, dashboard, API and SSH. */
@Modulithic(systemName = "Sampan")
@SpringBootApplication(
        exclude = UserDetailsServiceAutoConfiguration.class) // who may sign in, `account` knows
@ConfigurationPropertiesScan
public class SampanApplication {

    public static void main(String[] args) {
        // Health checks name the host that they ask for. The JDK reads this when its first HTTP
        // client is made.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        SpringApplication.run(SampanApplication.class, args)
                .getBean(BaseLayer.class)
                .makeInBackground();
    }
}
