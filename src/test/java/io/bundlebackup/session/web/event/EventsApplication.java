package io.bundlebackup.session.web.event;

import io.bundlebackup.bundle.ExchangeSupport;
import io.bundlebackup.session.FakeRuns;
import io.bundlebackup.session.GatedScan;
import io.bundlebackup.session.ReaderPlaces;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Primary;

/**
 * The service without the features that do work: an {@link EventWork} does what a test says. Its streams are impatient. No
 * component, so that no other test finds it by scanning.
 */
@EnableAutoConfiguration
@ConfigurationPropertiesScan("io.bundlebackup")
@ComponentScan({
    "io.bundlebackup.capacity",
    "io.bundlebackup.problem",
    "io.bundlebackup.bundle",
    "io.bundlebackup.session",
    "io.bundlebackup.access"
})
class EventsApplication {
    static final Duration HEARTBEAT = Duration.ofMillis(200);
    static final Duration STAY = Duration.ofSeconds(4);
    static final int MOST = 20;

    @Bean
    EventWork work() {
        return new EventWork();
    }

    @Bean
    FakeRuns runs() {
        return new FakeRuns();
    }

    @Bean
    ExchangeSupport exchange() {
        return (in, moved) -> ExchangeSupport.Result.EXCHANGES;
    }

    @Bean
    GatedScan scan() {
        return new GatedScan();
    }

    @Bean
    @Primary
    StreamLimits impatient(@Value("${test.patient:false}") boolean patient) {
        if (patient) {
            return StreamLimits.DEFAULT;
        }
        return new StreamLimits(
                HEARTBEAT, Duration.ofMillis(400), Duration.ofMillis(2_500), STAY, Duration.ofSeconds(3));
    }

    @Bean
    @Primary
    ReaderPlaces few(@Value("${test.readers:" + MOST + "}") int most) {
        return new ReaderPlaces(most);
    }
}
