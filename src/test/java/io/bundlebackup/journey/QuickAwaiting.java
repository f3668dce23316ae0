package io.bundlebackup.journey;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What tests wait for is mostly there already, or in some milliseconds; without this, each of them would look at it for the first time
 * after a tenth of a second. Found by JUnit itself ({@code META-INF/services}), for all classes.
 */
public final class QuickAwaiting implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }
}
