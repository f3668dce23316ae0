package io.bundlebackup.vault.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.vault.schedule.Schedule.Moment;
import io.bundlebackup.vault.schedule.Schedules;
import java.time.InstantSource;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ScheduleController implements ScheduleApi {
    private final Schedules schedules;
    private final InstantSource clock;

    ScheduleController(Schedules schedules, InstantSource clock) {
        this.schedules = schedules;
        this.clock = clock;
    }

    @Override
    public ScheduleListView schedules() {
        return new ScheduleListView(
                schedules.all().stream().map(ScheduleView::of).toList());
    }

    @Override
    public ScheduleView create(ScheduleRequest schedule) {
        return ScheduleView.of(schedules.create(schedule.text(null)));
    }

    @Override
    public ScheduleView schedule(String name) {
        return ScheduleView.of(schedules.get(name));
    }

    @Override
    public ScheduleView replace(String name, ScheduleRequest schedule) {
        if (schedule.name() != null && !schedule.name().equals(name)) {
            throw ProblemException.invalidMember("/name", "must be the name in the URL, or absent");
        }
        return ScheduleView.of(schedules.replace(schedule.text(name)));
    }

    @Override
    public void remove(String name) {
        schedules.remove(name);
    }

    @Override
    public NextRunsView times(String cron, String timeZone, int count) {
        return new NextRunsView(schedules.due(cron, timeZone, count));
    }

    @Override
    public NextRunsView next(String name, int count) {
        return new NextRunsView(schedules.get(name).schedule().next(clock.instant(), count).stream()
                .map(Moment::at)
                .toList());
    }
}
