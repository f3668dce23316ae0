package io.bundlebackup.session.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.StartRefusedException;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.sqlite.SQLiteDataSource;

class NewerDatabaseTests {
    @Test
    void aDatabaseOfANewerVersionIsRefused(@TempDir Path directory) throws Exception {
        try (var data = DataDirectory.open(directory)) {
            var database = new SQLiteDataSource();
            database.setUrl("jdbc:sqlite:" + data.database());
            var flyway = Flyway.configure()
                    .dataSource(database)
                    .locations("classpath:db/migration/sqlite")
                    .load();
            var migration = new DatabaseConfiguration().migration(data);
            migration.migrate(flyway);
            migration.migrate(flyway);
            JdbcClient.create(database)
                    .sql(
                            "insert into flyway_schema_history select installed_rank + 1000, '9000', description, type, script, checksum,"
                                    + " installed_by, installed_on, execution_time, success from flyway_schema_history limit 1")
                    .update();

            assertThatThrownBy(() -> migration.migrate(flyway))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("newer version")
                    .hasMessageContaining("9000");
        }
    }
}
