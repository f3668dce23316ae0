package io.bundlebackup.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A capability file of another device: what of it makes which bundle unusable. */
class RemoteCapabilitiesTests {
    private static final String GOOD = """
            {"name":"com.example.app","versionCode":7,"versionName":"7","spaceOccupied":10,"allToBackup":true,
             "extensionName":"BackupExtensionAbility"}""";
    private static final Application INSTALLED = Application.of(7, "7");

    private static RemoteCapabilities read(String json) {
        return RemoteCapabilities.read(JsonMapper.shared().readValue(json, Map.class));
    }

    private static @Nullable Failure refusal(String entries, String name) {
        return read("{\"bundleInfos\":[" + entries + "]}").refusal(name, INSTALLED, false);
    }

    @Test
    void acceptsACompleteEntry() {
        assertThat(refusal(GOOD, "com.example.app")).isNull();
    }

    @Test
    void ignoresUnknownMembers() {
        var more = GOOD.replace("\"name\"", "\"future\":[{\"deep\":[1]}],\"name\"");
        assertThat(refusal(more, "com.example.app")).isNull();
    }

    @Test
    void refusesAnApplicationThatIsNotInIt() {
        assertThat(refusal(GOOD, "com.example.other")).extracting(Failure::code).isEqualTo(13500005);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"versionCode\":7,",
                "\"versionName\":\"7\",",
                "\"spaceOccupied\":10,",
                "\"allToBackup\":true,",
                ",\n \"extensionName\":\"BackupExtensionAbility\""
            })
    void refusesOnlyTheEntryThatLacksAMember(String member) {
        var broken = GOOD.replace(member, "");
        var other = GOOD.replace("com.example.app", "com.example.other");
        assertThat(refusal(broken + "," + other, "com.example.app"))
                .extracting(Failure::code)
                .isEqualTo(13500005);
        assertThat(refusal(broken + "," + other, "com.example.other")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"7\"", "7.5", "-1", "1e30", "99999999999999999999", "null", "{}", "[7]"})
    void refusesAVersionThatIsNoWholeNumber(String version) {
        var broken = GOOD.replace("\"versionCode\":7", "\"versionCode\":" + version);
        assertThat(refusal(broken, "com.example.app")).extracting(Failure::code).isEqualTo(13500005);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"versionName\":\"7\"', '\"versionName\":7'",
        "'\"spaceOccupied\":10', '\"spaceOccupied\":\"10\"'",
        "'\"allToBackup\":true', '\"allToBackup\":\"true\"'",
        "'\"allToBackup\":true', '\"allToBackup\":1'",
        "'\"extensionName\":\"BackupExtensionAbility\"', '\"extensionName\":[]'"
    })
    void refusesAMemberOfAnotherType(String good, String bad) {
        assertThat(refusal(GOOD.replace(good, bad), "com.example.app"))
                .extracting(Failure::code)
                .isEqualTo(13500005);
    }

    @Test
    void acceptsDataOfAnOlderVersion() {
        assertThat(refusal(GOOD.replace("\"versionCode\":7", "\"versionCode\":0"), "com.example.app"))
                .isNull();
    }

    @Test
    void refusesAnApplicationThatIsThereTwice() {
        assertThat(refusal(GOOD + "," + GOOD, "com.example.app"))
                .extracting(Failure::code)
                .isEqualTo(13500005);
    }

    @Test
    void refusesBundlesThatTheOtherDeviceDoesNotAllow() {
        assertThat(refusal(GOOD.replace("true", "false"), "com.example.app"))
                .extracting(Failure::code)
                .isEqualTo(13500001);
    }

    @Test
    void refusesDataOfANewerVersionUnlessThatIsAllowed() {
        var newer = read("{\"bundleInfos\":[" + GOOD.replace("\"versionCode\":7", "\"versionCode\":8") + "]}");
        assertThat(newer.refusal("com.example.app", INSTALLED, false))
                .extracting(Failure::code)
                .isEqualTo(13500014);
        assertThat(newer.refusal("com.example.app", INSTALLED, true)).isNull();
    }

    @Test
    void findsACloneByItsNumber() {
        var clone = GOOD.replace("\"name\"", "\"appIndex\":2,\"name\"");
        assertThat(refusal(clone, "com.example.app:2")).isNull();
        assertThat(refusal(clone, "com.example.app")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"bundleInfos\":{}}",
                "{\"bundleInfos\":\"x\"}",
                "{\"bundleInfos\":null}",
                "{\"bundleinfos\":[]}"
            })
    void isNoCapabilityFileWithoutAList(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "null", "[]", "\"x\"", "{}", "{\"name\":5}", "{\"name\":\"../x\"}"})
    void ignoresInvalidEntries(String entry) {
        assertThat(refusal(entry + "," + GOOD, "com.example.app")).isNull();
    }
}
