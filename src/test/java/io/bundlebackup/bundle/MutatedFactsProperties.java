package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.fuzz.Fuzz;
import io.bundlebackup.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Files {@code bundle.json} and capability files that were changed a little: read or refused. */
class MutatedFactsProperties {
    private static final int LONGEST_PROBLEM = 10_000;

    @Test
    void readsChangedFactsOrSaysWhatIsWrong() throws Exception {
        var facts = List.of(bytes("""
                {"versionCode":9007199254740993,"versionName":"2","appIndex":0,"extensionName":"MyExtension","needToInstall":true,
                 "allowToBackupRestore":false,"includes":["files","db/*.db","a/**/b?[a-z]"],"excludes":["files/tmp","**/[!x]"],
                 "changing":["files/*.log"],"fullBackupOnly":true,"restoreDeps":"com.a, com.b:1 ,","supportScene":"scene",
                 "extraInfo":{"supportScene":[1,2.5,null,{"a":"b"}]},"backupEvery":"P1DT12H",
                 "extension":{"onBackup":["cmd","arg"],"onBackupEnd":["x"],"environment":{"A":"b"}}}
                """), bytes("{\"versionCode\":1000000,\"versionName\":\"1.0.0\"}"));
        var name = new BundleName("com.example.app", 0);
        Fuzz.of("bundle.json", WrongException.class)
                .run(facts, mutator -> mutator.json(mutator.one(facts), mutator.one(facts)), json -> {
                    var reading = ApplicationReader.read(name, json);
                    if (reading.problem() != null) {
                        assertThat(reading.problem()).hasSizeLessThan(LONGEST_PROBLEM);
                        throw new WrongException();
                    }
                    reading.selection().covers(bytes("files/a/b/c/d/xyz.db"), false);
                });
    }

    private static final class WrongException extends Exception {}

    @Test
    void readsChangedCapabilityFilesOrRefusesThem() throws Exception {
        var json = JsonMapper.shared();
        var files = List.of(bytes("""
                {"backupVersion":"16.0","bundleInfos":[{"allToBackup":true,"appIndex":0,"extensionName":"E","extraInfo":{},\
                "fullBackupOnly":false,"name":"com.example.app","needToInstall":false,"restoreDeps":"","spaceOccupied":1,\
                "supportScene":"","versionCode":1000000,"versionName":"1.0.0"},{"allToBackup":false,"appIndex":1,\
                "extensionName":"E","name":"com.example.app","spaceOccupied":0,"versionCode":1,"versionName":"1"}],\
                "deviceType":"default","systemFullName":"Linux"}"""));
        Fuzz.of("capability file", ProblemException.class, JacksonException.class)
                .run(files, mutator -> mutator.json(mutator.one(files), mutator.one(files)), bytes -> {
                    var read = RemoteCapabilities.read(json.readValue(bytes, Map.class));
                    read.refusal("com.example.app", Application.of(1, "1"), false);
                    read.refusal("com.example.app:1", Application.of(1, "1"), true);
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
