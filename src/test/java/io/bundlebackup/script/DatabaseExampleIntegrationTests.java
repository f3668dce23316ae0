package io.bundlebackup.script;

import static io.bundlebackup.journey.SourceTree.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bundlebackup.journey.JourneyTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The example of docs/databases.md whose database is a file; {@code packaging/databases/try.sh} tries the others. */
class DatabaseExampleIntegrationTests extends JourneyTest {
    @Test
    void aLiveSqliteDatabaseComesBackAsItWas() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/sqlite3")), "the tool sqlite3 is missing");
        var bundle = service.bundle(file("receipt", "of today"));
        var data = service.source(bundle);
        Files.copy(
                Path.of("packaging/databases/sqlite/bundle.json"),
                data.resolveSibling("bundle.json"),
                StandardCopyOption.REPLACE_EXISTING);
        var database = data.resolve("shop.db");
        try (var open = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            execute(open, "pragma journal_mode = wal");
            execute(open, "create table orders (item text)");
            execute(open, "insert into orders values ('pen'), ('ink')");
            end(BackupScript.startBackup(
                    service.port(), bundle, folder.resolve("out").toString()));
            assertThat(data.resolve("dump")).doesNotExist();
            execute(open, "delete from orders");
        }

        end(BackupScript.startRestore(
                service.port(), bundle, folder.resolve("out").toString()));

        assertThat(data.resolve("dump")).doesNotExist();
        assertThat(data.resolve("receipt")).hasContent("of today");
        try (var restored = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = restored.createStatement();
                var row = statement.executeQuery("select group_concat(item) from orders")) {
            assertThat(row.getString(1)).isEqualTo("pen,ink");
        }
    }

    private static void end(BackupScript script) {
        var end = script.await();
        assertThat(end.status()).as(end.output()).isZero();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
