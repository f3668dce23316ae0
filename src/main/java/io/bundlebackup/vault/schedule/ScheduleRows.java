package io.bundlebackup.vault.schedule;

import io.bundlebackup.session.store.DatabaseWrites;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Schedules and how far they are, in the database. A change is durable on return. Thread-safe. */
final class ScheduleRows {
    private static final String SAVE_STATE = """
            insert into vault_schedule_state (name, handled_until, last_run) values (:name, :handled, :last)
            on conflict (name) do update set handled_until = excluded.handled_until, last_run = excluded.last_run""";

    /** Beside the mapper of the API, which leaves out nulls and refuses unknown members. */
    private static final JsonMapper JSON = JsonMapper.shared();

    private final DatabaseWrites writes;
    private final JdbcClient readers;

    ScheduleRows(DatabaseWrites writes, JdbcClient readers) {
        this.writes = writes;
        this.readers = readers;
    }

    /**
     * How far a schedule is.
     *
     * @param handled all runs that were due until then are done
     * @param lastRun the last run that was ordered
     */
    record State(Instant handled, @Nullable String lastRun) {}

    List<ScheduleText> made() {
        return readers.sql("select json from vault_schedule order by name")
                .query((row, _) -> JSON.readValue(row.getString(1), ScheduleText.class))
                .list();
    }

    Map<String, State> states() {
        Map<String, State> states = new HashMap<>();
        readers.sql("select name, handled_until, last_run from vault_schedule_state")
                .query((row, _) ->
                        states.put(row.getString(1), new State(Instant.ofEpochMilli(row.getLong(2)), row.getString(3))))
                .list();
        return states;
    }

    void save(Schedule schedule, State state) {
        writes.write(database -> {
            database.sql("""
                            insert into vault_schedule (name, json, made_at) values (:name, :json, :made)
                            on conflict (name) do update set json = excluded.json""")
                    .param("name", schedule.name())
                    .param("json", JSON.writeValueAsString(schedule.text()))
                    .param("made", state.handled.toEpochMilli())
                    .update();
            return save(database, schedule.name(), state);
        });
    }

    void save(String name, State state) {
        writes.write(database -> save(database, name, state));
    }

    private static int save(JdbcClient database, String name, State state) {
        return database.sql(SAVE_STATE)
                .param("name", name)
                .param("handled", state.handled.toEpochMilli())
                .param("last", state.lastRun)
                .update();
    }

    void remove(String name) {
        writes.write(database -> {
            database.sql("delete from vault_schedule where name = ?")
                    .param(name)
                    .update();
            return database.sql("delete from vault_schedule_state where name = ?")
                    .param(name)
                    .update();
        });
    }
}
