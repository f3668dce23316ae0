package io.bundlebackup.capacity;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CapacityConfiguration {
    @Bean
    Capacity capacity(@Value("${server.tomcat.max-connections:0}") int configuredConnections) {
        return Capacity.ofThisProcess(configuredConnections);
    }
}
