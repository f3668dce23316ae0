package io.bundlebackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.bundle.Extension;
import io.bundlebackup.bundle.command.ExtensionCall;
import io.bundlebackup.fuzz.Fuzz;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.ApplicationResult;
import io.bundlebackup.session.state.DeliveredFile;
import io.bundlebackup.session.state.FileKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Records that a backup leaves for a start after a kill, changed a little: read or refused. */
class MutatedRecordProperties {
    private static final JsonMapper JSON = JsonMapper.shared();

    static List<Record> records() {
        var extension = new Extension(
                Map.of(Extension.Scenario.ON_BACKUP, List.of("pause", "now")), Map.of("VARIABLE", "value"));
        var session = new ExtensionCall.Session("id", "fullBackup", null, "{}");
        return List.of(
                new ScanRecord(new UUID(1, 2), new UUID(3, 4), 5, "17_", true, "boot"),
                new HeldApplication("com.example", extension, Path.of("/data"), session),
                new DeliveredFile("part.0.tar", FileKind.PART, 1, "a".repeat(64), "b".repeat(64), 2, 3, null),
                new ApplicationResult(List.of(Map.of("type", "x")), Failure.of(ErrorCode.IO_ERROR, "failed")));
    }

    @ParameterizedTest
    @MethodSource("records")
    void readsOrRefusesChangedRecords(Record record) throws Exception {
        var sound = JSON.writeValueAsBytes(record);
        Fuzz.of(record.getClass().getSimpleName(), IOException.class)
                .run(List.of(sound), mutator -> mutator.json(sound, sound), json -> {
                    var text = new String(json, StandardCharsets.UTF_8);
                    var read = StagedRecords.parse(text, record.getClass());
                    // What a start does with it needs all its members.
                    assertThat(JSON.writeValueAsString(read)).isNotEmpty();
                    assertThat(read.hashCode()).isEqualTo(read.hashCode());
                });
    }
}
