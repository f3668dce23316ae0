package io.bundlebackup.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.journey.JourneyTest;
import io.bundlebackup.journey.RunningService;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A story of a person with the dashboard, on the service of {@link JourneyTest}. Classes share one browser, and each test begins signed out.
 * At the end of each test the browser must have reported nothing against the content security policy, and no error that nobody caught.
 * A test that fails leaves a picture of the page in {@code target/browser}.
 */
@ExtendWith(DashboardTest.SharedBrowser.class)
abstract class DashboardTest extends JourneyTest {
    Browser browser;

    @BeforeEach
    void open(Browser shared) {
        browser = shared;
        browser.reports();
        browser.scheme("light");
        browser.size(1280, 900);
        browser.open(address());
    }

    @AfterEach
    void nothingIsReported() {
        assertThat(browser.reports()).isEmpty();
        browser.open("about:blank");
        browser.forget(address());
    }

    String address() {
        return "http://127.0.0.1:" + service.port() + "/";
    }

    void signIn() {
        browser.fill("Token", RunningService.ALICE);
        browser.click("Sign in");
        browser.see("Sign out");
    }

    static final class SharedBrowser implements ExecutionCondition, ParameterResolver, TestExecutionExceptionHandler {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Browser.isHere() || Boolean.getBoolean("browser.required")
                    ? ConditionEvaluationResult.enabled("")
                    : ConditionEvaluationResult.disabled(
                            "There is no chromium with chromedriver; Debian has them as chromium and chromium-driver.");
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Browser.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return browser(context);
        }

        private static Browser browser(ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(Browser.class, key -> Browser.start(), Browser.class);
        }

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
            var name = context.getRequiredTestClass().getSimpleName() + "."
                    + context.getRequiredTestMethod().getName() + ".png";
            browser(context).picture(Path.of("target", "browser", name));
            throw failure;
        }
    }
}
