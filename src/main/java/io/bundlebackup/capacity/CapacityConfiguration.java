package io.bundlebackup.capacity;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CapacityConfiguration {
    @Bean
    Capacity capacity() {
        return Capacity.ofThisProcess();
    }
}
