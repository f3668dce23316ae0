package io.bundlebackup.vault.schedule;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Keeps the service from starting when {@code backup.schedules[]} has an unknown key: a mistyped {@code retention} would keep everything. */
@Component
class DeclaredSchedulesCheck {
    DeclaredSchedulesCheck(Environment environment) {
        var strict = new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
        Binder.get(environment).bind("backup.schedules", Bindable.listOf(ScheduleText.class), strict);
    }
}
