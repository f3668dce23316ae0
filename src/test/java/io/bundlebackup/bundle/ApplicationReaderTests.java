package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.bundle.ApplicationReader.Reading;
import io.bundlebackup.bundle.Extension.Scenario;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationReaderTests {
    private static final BundleName NAME = new BundleName("com.example.app", 0);
    private static final BundleName CLONE = new BundleName("com.example.app", 3);

    @Test
    void fillsInTheDefaults() {
        Reading reading = read("{\"versionCode\":1000000,\"versionName\":\"1.0.0\"}");

        assertThat(reading.problem()).isNull();
        assertThat(reading.application()).isEqualTo(Application.of(1_000_000, "1.0.0"));
        assertThat(reading.selection().covers("a/b".getBytes(StandardCharsets.UTF_8), false))
                .isTrue();
    }

    @Test
    void anEmptyObjectIsEnoughForAPlainDirectory() {
        Reading reading = read("{}");

        assertThat(reading.problem()).isNull();
        assertThat(reading.application()).isEqualTo(Application.of(0, "0"));
    }

    @Test
    void refusesANumberWithAnExponentBeyond32Bits() {
        assertThat(read("{\"versionCode\":1e9999999997}").problem())
                .isEqualTo("bundle.json has a number that is out of range");
        assertThat(read("{\"extraInfo\":{\"a\":-1.5e-9999999997}}").problem())
                .isEqualTo("bundle.json has a number that is out of range");
    }

    @Test
    void namesTheFirstOfVeryManyProblems() {
        var facts =
                IntStream.range(0, 50_000).mapToObj(i -> "\"m" + i + "\":0").collect(Collectors.joining(",", "{", "}"));

        assertThat(read(facts).problem())
                .hasSizeLessThan(2_000)
                .contains("\"m0\" is not known")
                .endsWith("; and 49980 more");
    }

    /** As some editors write it. */
    @Test
    void readsFactsWithAByteOrderMark() {
        assertThat(read("\uFEFF{\"versionCode\":1000000,\"versionName\":\"1.0.0\"}")
                        .problem())
                .isNull();
    }

    @Test
    void readsEveryFact() {
        Reading reading = read("""
                {"versionCode":9007199254740993,"versionName":"2","appIndex":0,"extensionName":"MyExtension","needToInstall":true,
                 "allowToBackupRestore":false,"includes":["files","db/*.db"],"excludes":["files/tmp"],"changing":["files/*.log"],"fullBackupOnly":true,
                 "restoreDeps":"com.a, com.b:1 ,","supportScene":"scene","extraInfo":{"supportScene":[1,2.5,null,{"a":"b"}]},
                 "backupEvery":"P1DT12H"}
                """);

        assertThat(reading.problem()).isNull();
        Application application = Objects.requireNonNull(reading.application());
        assertThat(application.versionCode()).isEqualTo(9007199254740993L);
        assertThat(application.extensionName()).isEqualTo("MyExtension");
        assertThat(application.needToInstall()).isTrue();
        assertThat(application.allowToBackupRestore()).isFalse();
        assertThat(application.includes()).containsExactly("files", "db/*.db");
        assertThat(application.excludes()).containsExactly("files/tmp");
        assertThat(application.changing()).containsExactly("files/*.log");
        assertThat(reading.selection().mayChange("files/a.log".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(reading.selection().mayChange("files/a".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(application.fullBackupOnly()).isTrue();
        assertThat(application.restoreDeps()).isEqualTo("com.a, com.b:1 ,");
        assertThat(application.dependencies()).containsExactly("com.a", "com.b:1");
        assertThat(application.supportScene()).isEqualTo("scene");
        assertThat(application.backupEvery())
                .isEqualTo(new BackupInterval("P1DT12H", Period.ofDays(1), Duration.ofHours(12)));
        assertThat(application.extraInfo()).containsOnlyKeys("supportScene");
        assertThat(application.extraInfo().get("supportScene")).asString().isEqualTo("[1, 2.5, null, {a=b}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "versionCode":"1"            | "versionCode" must be
                    "versionCode":1.5            | "versionCode" must be
                    "versionCode":1e30           | "versionCode" must be
                    "versionCode":9223372036854775808 | "versionCode" must be
                    "versionCode":null           | "versionCode" must be
                    "versionName":1              | "versionName" must be
                    "versionName":" "            | "versionName" must be
                    "extensionName":""           | "extensionName" must be
                    "appIndex":1                 | "appIndex" is 1, but the name says 0
                    "appIndex":-1                | "appIndex" must be
                    "appIndex":"0"               | "appIndex" must be
                    "needToInstall":"true"       | "needToInstall" must be
                    "allowToBackupRestore":1     | "allowToBackupRestore" must be
                    "includes":"files"           | "includes" must be
                    "includes":[1]               | "includes" must be
                    "includes":[]                | "includes" is empty
                    "includes":["a","["]         | the pattern "includes"[1] is invalid: a [ is not closed
                    "excludes":{}                | "excludes" must be
                    "excludes":["../x"]          | the pattern "excludes"[0] is invalid
                    "fullBackupOnly":null        | "fullBackupOnly" must be
                    "restoreDeps":["a"]          | "restoreDeps" must be
                    "restoreDeps":"a,1b"         | "restoreDeps" has "1b"
                    "supportScene":1             | "supportScene" must be
                    "extraInfo":[]               | "extraInfo" must be
                    "backupEvery":1              | "backupEvery" must be a string
                    "backupEvery":"daily"        | "backupEvery" must be an ISO 8601 duration
                    "backupEvery":"P0D"          | "backupEvery" must be an ISO 8601 duration
                    "backupEvery":"-P1D"         | "backupEvery" must be an ISO 8601 duration
                    "extension":[]               | "extension" must be an object
                    "extension":{"onbackup":["sh"]} | "extension" has "onbackup", which is not known
                    "extension":{"onBackup":"sh"}   | "extension.onBackup" must be an array of 1 to 256 strings
                    "extension":{"onBackup":[]}     | "extension.onBackup" must be an array
                    "extension":{"onBackup":["sh",1]} | "extension.onBackup" must be an array
                    "extension":{"onBackupEnd":["./sh"]} | "extension.onBackupEnd" must begin with a program
                    "extension":{"onRestore":["bin/sh"]} | "extension.onRestore" must begin with a program
                    "extension":{"onRestore":[" "]} | "extension.onRestore" must begin with a program
                    "extension":{"getBackupInfo":["a","b\\u0000"]} | "extension.getBackupInfo" has an argument with a zero byte
                    "extension":{"environment":[]}  | "extension.environment" must be an object
                    "extension":{"environment":{"A":1}} | "extension.environment" must be an object
                    "extension":{"environment":{"A=B":"1"}} | "extension.environment" has "A=B", which is not a valid variable name
                    "extension":{"environment":{"BACKUP_X":"1"}} | what begins with BACKUP_ comes from the service
                    "extension":{"environment":{"A":"\\u0000"}} | "extension.environment.A" has a zero byte
                    "allowToBackup":true         | "allowToBackup" is not known
                    """)
    void namesTheInvalidMember(String member, String problem) {
        String facts = "{" + member
                + (member.startsWith("\"versionCode\"") ? "" : ",\"versionCode\":1")
                + (member.startsWith("\"versionName\"") ? "" : ",\"versionName\":\"1\"")
                + "}";

        Reading reading = read(facts);

        assertThat(reading.problem()).contains(problem);
        assertThat(reading.application()).isNull();
        assertThat(reading.selection().mayContain(new byte[0])).isFalse();
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertThat(read("{\"Excludes\":[],\"versionName\":\"\"}").problem())
                .contains("\"Excludes\" is not known", "\"versionName\" must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "1", "null", "{\"versionCode\":1,\"versionCode\":2}", "{} {}", "{'a':1}"})
    void refusesContentThatIsNoJsonObject(String content) {
        Reading reading = read(content);

        assertThat(reading.problem()).startsWith("bundle.json is not");
        assertThat(reading.application()).isNull();
    }

    @Test
    void saysWhereTheJsonBreaks() {
        assertThat(read("{\n  \"versionCode\": 1,\n}").problem())
                .isEqualTo("bundle.json is not valid JSON (line 3, column 1)");
    }

    @Test
    void refusesContentThatIsTooLargeOrTooDeep() {
        assertThat(read(" ".repeat(ApplicationReader.MAX_SIZE + 1)).problem()).contains("larger than");
        assertThat(read("{\"extraInfo\":" + "{\"a\":".repeat(70) + "1" + "}".repeat(71))
                        .problem())
                .contains("nested deeper than 64");
    }

    @Test
    void readsAnExtension() {
        Reading reading = read("""
                {"versionCode":1,"versionName":"1","extension":{"onBackup":["/bin/sh","-c","echo ü"],"onBackupEnd":["true"],
                 "onRestore":["a",""],"getBackupInfo":["cat","x/y"],"environment":{"PGHOST":"/run/x","_A1":""}}}
                """);

        assertThat(reading.problem()).isNull();
        Extension extension = Objects.requireNonNull(reading.application()).extension();
        assertThat(extension.commands())
                .containsOnly(
                        Map.entry(Scenario.ON_BACKUP, List.of("/bin/sh", "-c", "echo ü")),
                        Map.entry(Scenario.ON_BACKUP_END, List.of("true")),
                        Map.entry(Scenario.ON_RESTORE, List.of("a", "")),
                        Map.entry(Scenario.GET_BACKUP_INFO, List.of("cat", "x/y")));
        assertThat(extension.environment()).containsExactly(Map.entry("PGHOST", "/run/x"), Map.entry("_A1", ""));
        assertThat(extension.holdsApplication()).isTrue();
        assertThat(Objects.requireNonNull(read("{\"versionCode\":1,\"versionName\":\"1\",\"extension\":{}}")
                                .application())
                        .extension())
                .isEqualTo(Extension.NONE);
    }

    @Test
    void aCloneTakesItsNumberFromItsName() {
        assertThat(read(CLONE, "{\"versionCode\":1,\"versionName\":\"1\"}").problem())
                .isNull();
        assertThat(read(CLONE, "{\"versionCode\":1,\"versionName\":\"1\",\"appIndex\":3}")
                        .problem())
                .isNull();
        assertThat(read(CLONE, "{\"versionCode\":1,\"versionName\":\"1\",\"appIndex\":0}")
                        .problem())
                .contains("\"appIndex\" is 0, but the name says 3");
    }

    @Test
    void readsADeclaredBundleByTheSameRules() {
        DeclaredBundle declared =
                Trees.declared(NAME.toString(), Path.of("x"), List.of("files"), Map.of("a", List.of(1)));
        DeclaredBundle incomplete = Trees.declared(NAME.toString(), Path.of("x"), List.of("["), Map.of());

        Application application =
                Objects.requireNonNull(ApplicationReader.read(NAME, declared).application());
        assertThat(application.includes()).containsExactly("files");
        assertThat(application.extraInfo()).isEqualTo(Map.of("a", List.of(1)));
        assertThat(ApplicationReader.read(NAME, incomplete).problem()).contains("a [ is not closed");
    }

    private static Reading read(String content) {
        return read(NAME, content);
    }

    private static Reading read(BundleName name, String content) {
        return ApplicationReader.read(name, content.getBytes(StandardCharsets.UTF_8));
    }
}
