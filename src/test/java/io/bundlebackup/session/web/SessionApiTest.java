package io.bundlebackup.session.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/** Runs the service on a port of its own, with one slot, and with work that the test carries out. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ContextConfiguration(initializers = TestDirectories.class)
@SpringBootTest(
        classes = TestDirectories.Service.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.config.location=classpath:/",
            "backup.scheduler.slots=1",
            "backup.limits.sessions=4",
            "backup.limits.bundles=6",
            "backup.staging.max-size=3GB",
            "backup.security.tokens[0].name=alice",
            "backup.security.tokens[0].sha256=9c220f200955d76c0a38d308225e0ef10c5f971acaf2f8d1d8f732affa5bd1dc",
            "backup.security.tokens[0].authorities=backup,system",
            "backup.security.tokens[1].name=bob",
            "backup.security.tokens[1].sha256=97dd3707015dcf069cf73022ed7173b1165db6eff24b441cb57fd069a8c4e525",
            "backup.security.tokens[1].authorities=backup,system"
        })
@interface SessionApiTest {}
