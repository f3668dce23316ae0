package io.bundlebackup.vault.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The schedules that the operator declares. An invalid one keeps the service from starting.
 *
 * @param schedules {@code backup.schedules[]}
 */
@ConfigurationProperties("backup")
public record ScheduleSettings(@DefaultValue List<ScheduleText> schedules) {
    public ScheduleSettings {
        schedules = List.copyOf(schedules);
        check(schedules);
    }

    /** The schedules, checked. */
    List<Schedule> declared() {
        return check(schedules);
    }

    private static List<Schedule> check(List<ScheduleText> texts) {
        List<Schedule> declared = new ArrayList<>();
        var names = new HashSet<String>();
        for (int i = 0; i < texts.size(); i++) {
            var key = "backup.schedules[" + i + "].";
            try {
                declared.add(Schedule.of(texts.get(i)));
            } catch (InvalidScheduleException e) {
                throw new IllegalArgumentException(key + e.key() + " " + e.detail() + ".", e);
            }
            if (!names.add(declared.getLast().name())) {
                throw new IllegalArgumentException(
                        key + "name: the name '" + declared.getLast().name() + "' is used twice.");
            }
        }
        return declared;
    }
}
