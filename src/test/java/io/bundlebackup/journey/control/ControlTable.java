package io.bundlebackup.journey.control;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every control operation answers in every phase of a bundle, and what becomes of the bundle: the contract, as data. A line is
 * an operation, the phases it meets, the answer (status, and a member or the problem with its code), and what follows.
 *
 * <p>{@code goes on}: nothing changed but what was asked for. {@code ends …}: the bundle's end, within two seconds. {@code unchanged}:
 * the log has no new event. Phases: {@code <working>} stands for extension, scanning, packing; {@code <waiting>} for waiting for a
 * slot, held at rate 0, held by full staging, waiting for its client, index announced; {@code <ended>} for completed, failed,
 * cancelled, rejected, released, expired; {@code withdrawn} before it began. Of restores {@code <uploading>} stands for those that were not published, {@code <published>}
 * for those whose new tree is not in place yet.
 *
 * <p>{@code completes}, {@code carried through}: the restore comes to its end all the same, of a session that is releasing if need be.
 */
final class ControlTable {
    private static final String TABLE = """
            cancel              | <working>, <waiting>         | 200 result=0                      | ends cancelled
            cancel              | being cancelled              | 200 result=0                      | ends cancelled
            cancel              | cancelled, released, expired | 200 result=0                      | unchanged
            cancel              | queued                       | 409 not-started 13500011          | unchanged
            cancel              | completed, failed, rejected  | 409 no-such-task 13500012         | unchanged
            cancel              | withdrawn                    | 409 no-such-task 13500012         | unchanged
            cancel              | not appended                 | 404 no-such-task 13500012         | unchanged
            cancel again        | <working>, <waiting>         | 200 result=0                      | ends cancelled

            withdraw            | <working>, <waiting>         | 204                               | ends cancelled
            withdraw            | being cancelled              | 204                               | ends cancelled
            withdraw            | queued                       | 204                               | ends withdrawn
            withdraw            | <ended>, withdrawn           | 204                               | unchanged
            withdraw            | not appended                 | 404 no-such-bundle 13900020       | unchanged
            withdraw again      | <working>, <waiting>         | 204                               | ends cancelled
            withdraw again      | queued                       | 204                               | ends withdrawn

            release             | <working>, <waiting>         | 204                               | ends cancelled
            release             | being cancelled              | 202                               | ends cancelled
            release             | queued                       | 204                               | ends withdrawn
            release             | <ended>, not appended        | 204                               | unchanged

            timer 0             | <working>, <waiting>         | 200 result=true                   | ends timed out
            timer 50            | <working>, <waiting>         | 200 result=true                   | ends timed out
            timer 600000        | <working>, <waiting>         | 200 result=true                   | goes on
            timer 0             | being cancelled              | 200 result=false                  | ends cancelled
            timer 0             | queued, <ended>              | 200 result=false                  | unchanged
            timer 0             | not appended                 | 404 no-such-bundle 13900020       | unchanged

            rate 0              | <working>, <waiting>         | 200 result=true sendRate=0        | goes on
            rate 300            | <working>, <waiting>         | 200 result=true sendRate=300      | goes on
            rate 801            | <working>, <waiting>         | 200 result=true sendRate=800      | goes on
            rate 300            | being cancelled              | 200 result=false                  | ends cancelled
            rate 300            | queued, <ended>              | 200 result=false                  | unchanged
            rate 300            | not appended                 | 404 no-such-bundle 13900020       | unchanged

            priority 5          | queued                       | 200 result=true priority=5        | goes on
            priority 5          | <working>, <waiting>         | 200 result=false                  | goes on
            priority 5          | being cancelled              | 200 result=false                  | ends cancelled
            priority 5          | <ended>                      | 200 result=false                  | unchanged
            priority 5          | not appended                 | 404 no-such-bundle 13900020       | unchanged

            append              | not appended                 | 202                               | begins
            append              | queued, <working>, <waiting> | 409 already-appended 13900001     | goes on
            append              | being cancelled              | 409 already-appended 13900001     | ends cancelled
            append              | completed, failed, cancelled, rejected | 409 already-appended 13900001 | unchanged
            append              | released, expired            | 409 session-ended 13900001        | unchanged

            timer of another    | queued, packing, completed, released, not appended | 404 no-such-bundle 13900020 | goes on
            rate of another     | queued, packing, completed, released, not appended | 404 no-such-bundle 13900020 | goes on
            priority of another | queued, packing, completed, released, not appended | 404 no-such-bundle 13900020 | goes on
            withdraw another    | queued, packing, completed, released, not appended | 404 no-such-bundle 13900020 | goes on
            cancel another      | queued, packing, completed, released, not appended | 404 no-such-task 13500012   | goes on

            data-size           | not appended                 | 202                               | goes on
            data-size           | queued, <working>, <waiting> | 409 already-appended 13900001     | goes on
            data-size           | being cancelled              | 409 already-appended 13900001     | ends cancelled
            data-size           | completed, failed, cancelled, rejected | 409 already-appended 13900001 | unchanged
            data-size           | released, expired            | 409 session-ended 13900001        | unchanged

            cancel              | <uploading>, <published>     | 200 result=0                      | ends cancelled
            cancel              | restore queued               | 409 not-started 13500011          | unchanged
            cancel              | restore in place             | 409 no-such-task 13500012         | completes
            cancel              | restore completed            | 409 no-such-task 13500012         | unchanged
            cancel again        | <uploading>, <published>     | 200 result=0                      | ends cancelled

            withdraw            | <uploading>, <published>     | 204                               | ends cancelled
            withdraw            | restore queued               | 204                               | ends withdrawn
            withdraw            | restore in place             | 204                               | completes
            withdraw            | restore completed            | 204                               | unchanged

            release             | <uploading>                  | 204                               | ends cancelled
            release             | restore queued               | 204                               | ends withdrawn
            release             | <published>, restore in place | 202                              | carried through
            release             | restore completed            | 204                               | unchanged

            timer 0             | <uploading>, <published>     | 200 result=true                   | ends timed out
            timer 50            | <uploading>, <published>     | 200 result=true                   | ends timed out
            timer 600000        | <uploading>, <published>     | 200 result=true                   | goes on
            timer 0             | restore queued, restore completed | 200 result=false             | unchanged
            timer 0             | restore in place             | 200 result=false                  | completes

            rate 300            | <uploading>, <published>     | 200 result=false                  | goes on
            rate 300            | restore queued, restore completed | 200 result=false             | unchanged
            rate 300            | restore in place             | 200 result=false                  | completes

            priority 5          | restore queued               | 200 result=true priority=5        | goes on
            priority 5          | <uploading>, <published>     | 200 result=false                  | goes on
            priority 5          | restore in place             | 200 result=false                  | completes
            """;

    private ControlTable() {}

    /** One operation in one phase. */
    record Row(String operation, String phase, String answer, String then) {
        @Override
        public String toString() {
            return operation + " while " + phase;
        }
    }

    static Stream<Row> rows() {
        return TABLE.lines().filter(line -> !line.isBlank()).flatMap(ControlTable::rows);
    }

    private static Stream<Row> rows(String line) {
        var columns = Arrays.stream(line.split("\\|")).map(String::strip).toList();
        var phases = columns.get(1)
                .replace("<working>", "extension, scanning, packing")
                .replace(
                        "<waiting>",
                        "waiting for a slot, held at rate 0, held by full staging, waiting for its client, index announced")
                .replace("<uploading>", "restore waiting for its client, restore uploading")
                .replace(
                        "<published>",
                        "restore waiting for a slot, restore verifying, restore in its extension, restore applying")
                .replace("<ended>", "completed, failed, cancelled, rejected, released, expired");
        return List.of(phases.split(", ")).stream()
                .map(phase -> new Row(columns.get(0), phase, columns.get(2), columns.get(3)));
    }
}
