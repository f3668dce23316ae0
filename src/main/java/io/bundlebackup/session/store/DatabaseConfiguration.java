package io.bundlebackup.session.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.bundlebackup.problem.StartRefusedException;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The database of the state: the connection that writes, the pool that reads, and the migration at the start. */
@Configuration(proxyBeanMethods = false)
public class DatabaseConfiguration {
    private static final int READERS = 8;
    private static final String LIBRARY_DIRECTORY = "org.sqlite.tmpdir";
    private static final int BUSY_MILLIS = 10_000;

    /** For the journal, the migrations, and nothing else that writes often. */
    @Bean
    @Primary
    public DataSource stateDatabase(DataDirectory directory) {
        return database(directory);
    }

    /** Only the version that migrated a database, or a newer one, opens it: the same tables may have another meaning in an older version. */
    @Bean
    public FlywayMigrationStrategy migration(DataDirectory directory) {
        return flyway -> {
            var newest = Arrays.stream(flyway.info().all())
                    .filter(migration -> migration.getState().isApplied()
                            && !migration.getState().isResolved())
                    .map(migration -> String.valueOf(migration.getVersion()))
                    .findFirst();
            if (newest.isPresent()) {
                throw new StartRefusedException("The database " + directory.database()
                        + " was made by a newer version of this service (its schema has version " + newest.get()
                        + "): start that version, or set backup.data-directory to another directory.");
            }
            flyway.migrate();
        };
    }

    @Bean(defaultCandidate = false)
    @Qualifier("readers")
    public HikariDataSource readers(DataDirectory directory) {
        var pool = new HikariConfig();
        pool.setPoolName("readers");
        pool.setDataSource(database(directory));
        pool.setMaximumPoolSize(READERS);
        // The database is migrated after this bean is made.
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }

    private static SQLiteDataSource database(DataDirectory directory) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // What was answered survives a power cut: every commit is flushed.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        // No sort is larger than a page of an answer, and a file for it would lie in the system's temporary directory.
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setBusyTimeout(BUSY_MILLIS);
        var database = new SQLiteDataSource(config);
        database.setUrl("jdbc:sqlite:" + directory.database());
        // Where the driver unpacks its native library.
        if (System.getProperty(LIBRARY_DIRECTORY) == null) {
            System.setProperty(LIBRARY_DIRECTORY, directory.temporary().toString());
        }
        openOnce(directory, database);
        return database;
    }

    /**
     * A new database becomes a write-ahead one with its first connection, and SQLite lets nobody wait for that: two first connections at
     * once, of the migration and of the readers, and one of them is refused.
     */
    private static void openOnce(DataDirectory directory, DataSource database) {
        try (var first = database.getConnection()) {
            first.isValid(0);
        } catch (SQLException e) {
            throw new StartRefusedException(
                    "The database " + directory.database() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Bean
    FullDatabase fullDatabase(DataDirectory directory) {
        return FullDatabase.in(directory.temporary());
    }
}
