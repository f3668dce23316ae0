package io.bundlebackup.vault.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.repository.Restic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Our rules beside {@code restic forget --keep-*}. They differ on purpose:
 *
 * <ul>
 *   <li>restic also keeps the oldest snapshot as long as a rule has not found all its periods;
 *   <li>restic takes the hour that daylight saving repeats for one hour, and counts days and months of {@code within} in the offset of the
 *       newest snapshot, not in a time zone;
 *   <li>restic removes everything that the rules do not keep: we keep pinned ones, the newest complete one, the last {@code min-keep}, and
 *       count no incomplete one.
 * </ul>
 *
 * So {@code hourly} and {@code within} are compared in time zones without daylight saving.
 */
@ExtendWith(Restic.Required.class)
class RetentionAgainstResticTests {
    private static final int REPOSITORIES = 14;
    private static final List<String> STEADY_ZONES = List.of("UTC", "Asia/Kolkata", "Pacific/Kiritimati", "-09:30");
    private static final List<String> ZONES = Stream.concat(
                    STEADY_ZONES.stream(), Stream.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe"))
            .toList();
    private static final List<String> OPTIONS =
            List.of("--keep-last", "--keep-hourly", "--keep-daily", "--keep-weekly", "--keep-monthly", "--keep-yearly");
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("retention.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** The snapshots by the name of their host, which stands for a repository, and their names in restic. */
    private final Map<String, List<DatedSnapshot>> repositories = new HashMap<>();

    private final Map<String, UUID> ids = new HashMap<>();
    private final Map<String, ZoneId> zones = new HashMap<>();

    private Restic makeRepository() throws Exception {
        var restic = new Restic(directory.resolve("repository"), directory, "secret".getBytes(StandardCharsets.UTF_8));
        restic.init();
        var sealed =
                new SealedSnapshots(directory.resolve("repository"), JSON.readTree(restic.run("cat", "masterkey")));
        for (int i = 0; i < REPOSITORIES; i++) {
            var zone = ZoneId.of(ZONES.get(i % ZONES.size()));
            zones.put("host" + i, zone);
            repositories.put("host" + i, snapshots("host" + i, zone, sealed));
        }
        return restic;
    }

    @Test
    void removeTheSame() throws Exception {
        var restic = makeRepository();
        for (int round = 0; round < 4; round++) {
            boolean steady = round % 2 == 0;
            var rules = rules(steady);
            for (var repository : JSON.readTree(restic.run(arguments(rules)))) {
                if (!steady || STEADY_ZONES.contains(zone(repository).getId())) {
                    compare(rules, repository);
                }
            }
        }
    }

    private ZoneId zone(JsonNode repository) {
        return Objects.requireNonNull(zones.get(repository.path("host").asString()));
    }

    private void compare(RetentionRules rules, JsonNode repository) {
        var host = repository.path("host").asString();
        var snapshots = Objects.requireNonNull(repositories.get(host));
        var newest = snapshots.stream()
                .map(DatedSnapshot::takenAt)
                .max(Instant::compareTo)
                .orElseThrow();
        var oldest = snapshots.stream().max(DatedSnapshot.NEWEST_FIRST).orElseThrow();
        var ours = new Retention(List.of(new RetentionPolicy(rules, zone(repository))), 0)
                .decide(snapshots, new RetentionMoment(newest, null, null));
        Set<UUID> kept = new HashSet<>();
        ours.keep().forEach(snapshot -> kept.add(snapshot.snapshot().id()));
        Set<UUID> theirs = new HashSet<>();
        repository
                .path("keep")
                .forEach(snapshot -> theirs.add(ids.get(snapshot.path("id").asString())));

        kept.add(oldest.id());
        theirs.add(oldest.id());
        assertThat(kept)
                .as("-Dretention.seed=%d: %s of %s in %s", seed, rules, snapshots, zone(repository))
                .isEqualTo(theirs);
    }

    private List<DatedSnapshot> snapshots(String host, ZoneId zone, SealedSnapshots sealed) throws IOException {
        List<DatedSnapshot> snapshots = new ArrayList<>();
        // restic counts within from the newest snapshot that is not in the future.
        var moment = Instant.parse("2000-01-01T00:00:00Z").plus(Duration.ofMinutes(random.nextInt(5 * 365 * 1440)));
        int longest = new int[] {2, 40, 400, 2000}[random.nextInt(4)];
        for (int i = 1 + random.nextInt(59); i > 0; i--) {
            moment = moment.plus(Duration.ofMinutes(2 + random.nextInt(longest * 60)));
            // No two are a whole number of minutes apart, so that none lies just at the edge of a duration.
            var snapshot = new DatedSnapshot(UUID.randomUUID(), moment.plusSeconds(i % 60), true, false);
            snapshots.add(snapshot);
            ids.put(sealed.write(file(host, snapshot.takenAt().atZone(zone))), snapshot.id());
        }
        return snapshots;
    }

    private static String file(String host, ZonedDateTime time) {
        return "{\"time\":\"%s\",\"tree\":\"%s\",\"paths\":[\"/data\"],\"hostname\":\"%s\"}"
                .formatted(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time), "00".repeat(32), host);
    }

    private RetentionRules rules(boolean steady) {
        var rules = new RetentionRules(
                number(), steady ? number() : null, number(), number(), number(), number(), steady ? within() : null);
        return rules.keepsEverything() ? rules(steady) : rules;
    }

    private @Nullable Integer number() {
        return random.nextInt(3) == 0 ? 1 + random.nextInt(12) : null;
    }

    private @Nullable String within() {
        return random.nextInt(3) == 0 ? "P%dDT%dH".formatted(random.nextInt(400), 1 + random.nextInt(50)) : null;
    }

    private static String[] arguments(RetentionRules rules) {
        List<String> arguments = new ArrayList<>(List.of("forget", "--dry-run", "--json", "--group-by", "host"));
        var numbers = new Integer[] {
            rules.last(), rules.hourly(), rules.daily(), rules.weekly(), rules.monthly(), rules.yearly()
        };
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != null) {
                arguments.add(OPTIONS.get(i));
                arguments.add(numbers[i].toString());
            }
        }
        if (rules.within() != null) {
            arguments.add("--keep-within");
            arguments.add(rules.within().substring(1).replace("T", "").toLowerCase(Locale.ROOT));
        }
        return arguments.toArray(String[]::new);
    }
}
