package io.bundlebackup.access.web;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Runs the edge alone on a port of its own: a probe instead of the product's controllers, and no database. */
@SpringBootTest(
        classes = ProblemsOverHttpTests.Edge.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.config.location=classpath:/",
            "spring.autoconfigure.exclude=" + EdgeTest.NO_DATABASE,
            "backup.security.tokens[0].name=alice",
            "backup.security.tokens[0].sha256=c56abb6c3619cc1bb4c3b67ad3cb03ebb83a09c6c060833d47e15a9555852317",
            "backup.security.tokens[0].authorities=backup,system",
            "backup.security.tokens[1].name=bob",
            "backup.security.tokens[1].sha256=6a96eec058e0a7743af6fe82b1b94a993608289f03cb1060e9346ab335908789",
            "backup.security.tokens[1].authorities=system",
            "backup.security.tokens[2].name=carol",
            "backup.security.tokens[2].sha256=021dc2b9618051186d986d274ed34a17845ac4700b8cb000039f721eb42fe978",
            "backup.security.tokens[2].authorities=backup"
        })
abstract class EdgeTest {
    static final String NO_DATABASE = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
            + "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration";

    @LocalServerPort
    private int port;

    EdgeClient client = new EdgeClient(0);

    @BeforeEach
    void connect() {
        client = new EdgeClient(port);
    }
}
