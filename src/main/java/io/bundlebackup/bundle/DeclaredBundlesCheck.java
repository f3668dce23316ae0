package io.bundlebackup.bundle;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Keeps the service from starting when {@code backup.bundles[]} has an unknown key: a mistyped {@code exclude} would otherwise be
 * silently ignored. {@link BundleSettings} cannot refuse them itself, because other settings share its prefix.
 */
@Component
class DeclaredBundlesCheck {
    DeclaredBundlesCheck(Environment environment) {
        var strict = new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
        Binder.get(environment).bind("backup.bundles", Bindable.listOf(DeclaredBundle.class), strict);
    }
}
