package io.bundlebackup.monitoring;

import io.bundlebackup.bundle.BundleHistory;
import io.bundlebackup.bundle.Bundles;
import io.bundlebackup.session.ServiceState;
import io.bundlebackup.session.SessionParts;
import io.bundlebackup.session.run.JournalObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts health indicators and metrics together. Spring Boot serves them below {@code /actuator}. */
@Configuration(proxyBeanMethods = false)
class MonitoringConfiguration {
    @Bean
    JournalObserver journalMetrics(MeterRegistry meters) {
        return new JournalMetrics(meters);
    }

    @Bean
    MeterBinder serviceMetrics(ServiceState state, SessionParts parts) {
        return new ServiceMetrics(state, parts.live);
    }

    @Bean
    MultiCollector bundleMetrics(
            PrometheusRegistry registry, Bundles bundles, BundleHistory history, InstantSource clock) {
        var metrics = new BundleMetrics(bundles, history, clock);
        registry.register(metrics);
        return metrics;
    }

    @Bean
    HealthIndicator freeSpaceHealthIndicator(ServiceState state) {
        return new FreeSpaceHealth(state);
    }

    @Bean
    HealthIndicator queueHealthIndicator(ServiceState state) {
        return new QueueHealth(state);
    }
}
