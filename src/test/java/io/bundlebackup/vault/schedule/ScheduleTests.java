package io.bundlebackup.vault.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ScheduleTests {
    private static final Instant NOW = Instant.parse("2026-11-27T18:00:00Z");
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void whatIsLeftOutHasADefault() {
        var text = schedule("{'name':'nightly','cron':'0 30 2 * * *'}").text();

        assertThat(JSON.writeValueAsString(text))
                .isEqualTo("{'name':'nightly','vault':'main','bundles':['*'],'cron':'0 30 2 * * *','timeZone':'UTC',"
                                .replace('\'', '"')
                        + "'jitter':'PT0S','missed':'RUN','retention':{'last':null,'hourly':null,'daily':null,'weekly':null,"
                                .replace('\'', '"')
                        + "'monthly':null,'yearly':null,'within':null},'priority':0,'timeout':14400000,'retries':3,'paused':false}"
                                .replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'cron':'0 30 2 * * *'} | /name | must be a lower-case letter",
                "{'name':'Nightly','cron':'0 30 2 * * *'} | /name | must be a lower-case letter",
                "{'name':'a234567890123456789012345678901234','cron':'0 30 2 * * *'} | /name | at most 32 characters",
                "{'name':'next','cron':'0 30 2 * * *'} | /name | must not be next",
                "{'name':'n','vault':'../x','cron':'0 30 2 * * *'} | /vault | must be a lower-case letter",
                "{'name':'n'} | /cron | must be six fields",
                "{'name':'n','cron':''} | /cron | must be six fields",
                "{'name':'n','cron':'30 2 * * *'} | /cron | found 5",
                "{'name':'n','cron':'0 61 * * * *'} | /cron | valid values 0 - 59",
                "{'name':'n','cron':'0 0 0 30 2 *'} | /cron | names a time that never comes",
                "{'name':'n','cron':'0 0 0 31 2,4,6,9,11 *'} | /cron | names a time that never comes",
                "{'name':'n','cron':'0 30 2 * * *','timeZone':'Mars/Olympus'} | /timeZone | must be a time zone",
                "{'name':'n','cron':'0 30 2 * * *','timeZone':''} | /timeZone | must be a time zone",
                "{'name':'n','cron':'0 30 2 * * *','jitter':'20m'} | /jitter | must be an ISO 8601 duration",
                "{'name':'n','cron':'0 30 2 * * *','jitter':'-PT1S'} | /jitter | from PT0S to P1D",
                "{'name':'n','cron':'0 30 2 * * *','jitter':'PT24H1S'} | /jitter | from PT0S to P1D",
                "{'name':'n','cron':'0 30 2 * * *','bundles':[]} | /bundles | from 1 to 1000",
                "{'name':'n','cron':'0 30 2 * * *','bundles':['a','b/c']} | /bundles/1 | must be the name of a bundle",
                "{'name':'n','cron':'0 30 2 * * *','bundles':['a',null]} | /bundles/1 | must be the name of a bundle",
                "{'name':'n','cron':'0 30 2 * * *','retention':{'daily':-1}} | /retention/daily | from 1 to 10000",
                "{'name':'n','cron':'0 30 2 * * *','retention':{'within':'1 month'}} | /retention/within | ISO 8601 duration",
                "{'name':'n','cron':'0 30 2 * * *','timeout':999} | /timeout | from 1000 to 14400000",
                "{'name':'n','cron':'0 30 2 * * *','timeout':14400001} | /timeout | from 1000 to 14400000",
                "{'name':'n','cron':'0 30 2 * * *','retries':11} | /retries | from 0 to 10",
                "{'name':'n','cron':'0 30 2 * * *','retries':-1} | /retries | from 0 to 10"
            })
    void saysWhichMemberCannotBeUsedAndWhy(String text, String pointer, String said) {
        assertThatThrownBy(() -> schedule(text))
                .hasMessageContaining(said)
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidScheduleException.class))
                .extracting(InvalidScheduleException::pointer)
                .isEqualTo(pointer);
    }

    @Test
    void namesTheMemberAsAKeyOfTheConfiguration() {
        assertThat(new InvalidScheduleException("/bundles/2", "").key()).isEqualTo("bundles[2]");
        assertThat(new InvalidScheduleException("/retention/daily", "").key()).isEqualTo("retention.daily");
    }

    @ParameterizedTest
    @CsvSource({
        "*,com.example.a,true",
        "com.example.*,com.example.a,true",
        "com.example.*,com.example,false",
        "com.example.*,comXexample.a,false",
        "com.*.a,com.example.b.a,true",
        "com.*.a,com.example.ab,false",
        "?om.*:1,com.example:1,true",
        "com.example,com.example:1,false",
        "**a*b**,xaxxbx,true",
        "a?,a,false"
    })
    void meansTheBundlesThatAPatternMatches(String pattern, String bundle, boolean included) {
        var text = TestSchedules.bundles(TestSchedules.text("n", "0 30 2 * * *"), List.of("other", pattern));

        assertThat(Schedule.of(text).includes(bundle)).isEqualTo(included);
    }

    @Test
    void matchesAPatternOfManyAsterisksAtOnce() {
        var text = TestSchedules.bundles(TestSchedules.text("n", "0 30 2 * * *"), List.of("*a".repeat(60) + "*b"));

        assertThat(Schedule.of(text).includes("a".repeat(128))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT20M", "P1D"})
    void aRunIsLateByLessThanTheJitterAndAlwaysByTheSameTime(String jitter) {
        var most = Duration.parse(jitter);
        var moments = jittered("nightly", jitter).next(NOW, 400);

        assertThat(moments)
                .allSatisfy(moment -> assertThat(Duration.between(moment.due(), moment.at()))
                        .isGreaterThanOrEqualTo(Duration.ZERO)
                        .isLessThan(most));
        assertThat(moments.stream()
                        .map(moment ->
                                Duration.between(moment.due(), moment.at()).dividedBy(most.dividedBy(4)))
                        .distinct())
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
        assertThat(jittered("nightly", jitter).next(NOW, 400)).isEqualTo(moments);
        assertThat(jittered("weekly", jitter).next(NOW, 400)).isNotEqualTo(moments);
    }

    @Test
    void aRunBeginsBeforeTheNextIsDueEvenIfTheJitterIsLonger() {
        var moments = Schedule.of(TestSchedules.jittered(TestSchedules.text("n", "0 */10 * * * *"), "P1D"))
                .next(NOW, 1000);

        for (int i = 1; i < moments.size(); i++) {
            assertThat(moments.get(i - 1).at()).isBefore(moments.get(i).due());
        }
    }

    private static Schedule jittered(String name, String jitter) {
        return Schedule.of(TestSchedules.jittered(TestSchedules.text(name, "0 30 2 * * *"), jitter));
    }

    private static Schedule schedule(String text) {

        return Schedule.of(JSON.readValue(text.replace('\'', '"'), ScheduleText.class));
    }
}
