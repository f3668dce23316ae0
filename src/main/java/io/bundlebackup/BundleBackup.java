package io.bundlebackup;

import io.bundlebackup.archive.Workers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The service: starts HTTP, WebSocket and the sessions behind them. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BundleBackup {
    /** Shared by what packs and what unpacks: there are no more cores than there are. */
    @Bean
    Workers workers() {
        return new Workers();
    }

    public static void main(String[] args) {
        SpringApplication.run(BundleBackup.class, args);
    }
}
