package io.bundlebackup.audit;

import io.bundlebackup.session.run.JournalObserver;
import io.bundlebackup.session.store.DataDirectory;
import io.bundlebackup.vault.run.RunObserver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the audit log together. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
    @Bean
    AuditLog auditLog(DataDirectory directory, AuditSettings settings) {
        return new AuditLog(directory.audit(), settings);
    }

    @Bean
    AuditReader auditReader(AuditLog log) {
        return new AuditReader(log);
    }

    @Bean
    CallerEntries callerEntries(AuditLog log) {
        return new CallerEntries(log);
    }

    @Bean
    RunObserver runEntries(AuditLog log) {
        return new RunEntries(log);
    }

    @Bean
    JournalObserver sessionEntries(AuditLog log) {
        return new SessionEntries(log);
    }
}
