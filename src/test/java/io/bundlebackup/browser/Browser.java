package io.bundlebackup.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchSessionException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Chromium without a screen, used in the words of a person: parts of a page are found by what is written on them, and every action
 * waits until the part is there.
 */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String AXE = axe();

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Whether there are Chromium and its driver. */
    static boolean isHere() {
        return command("chromium").isPresent() && command("chromedriver").isPresent();
    }

    static Browser start() {
        var chromium = command("chromium").orElseThrow();
        var driver = command("chromedriver").orElseThrow();
        var options = new ChromeOptions()
                .setBinary(chromium.toFile())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--lang=en",
                        "--window-size=1280,900");
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<Path> command(String name) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String axe() {
        try (var script = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void open(String url) {
        driver.get(url);
    }

    /** Shows another page of the dashboard. */
    void go(String fragment) {
        driver.executeScript("location.hash = arguments[0]", fragment);
    }

    void reload() {
        driver.navigate().refresh();
    }

    String url() {
        return Objects.requireNonNull(driver.getCurrentUrl());
    }

    /** Opens another tab, and looks at it from now on; the answer can be given to {@link #look}. */
    String tab() {
        driver.switchTo().newWindow(WindowType.TAB);
        return driver.getWindowHandle();
    }

    String window() {
        return driver.getWindowHandle();
    }

    /** Closes the tab that is looked at; {@link #look} at another one afterwards. */
    void closeTab() {
        driver.close();
    }

    void look(String window) {
        driver.switchTo().window(window);
    }

    /** The scheme of colours that the person prefers: {@code light} or {@code dark}. */
    void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** How many bytes pages of the origin may store, as on a disk that is nearly full; no limit of a test's own if it is negative. */
    void quota(String origin, long bytes) {
        driver.executeCdpCommand(
                "Storage.overrideQuotaForOrigin",
                bytes < 0 ? Map.of("origin", origin) : Map.of("origin", origin, "quotaSize", bytes));
    }

    /** Downloads go into this directory from now on. */
    void downloads(Path directory) {
        driver.executeCdpCommand(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", directory.toString()));
    }

    /** Runs a script in every page that is opened from now on, before the page's own. */
    void prepare(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Runs the body of a function in the page; an answer that is a promise is awaited. */
    @Nullable
    Object run(String body, Object... arguments) {
        return driver.executeAsyncScript(
                                "const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1);"
                                        + "(async (...arguments) => {" + body + "})(...given)"
                                        + ".then((value) => done({ value }), (failure) => done({ failure: String(failure && failure.stack || failure) }))",
                                arguments)
                        instanceof Map<?, ?> answer
                ? answered(answer)
                : null;
    }

    private static @Nullable Object answered(Map<?, ?> answer) {
        if (answer.get("failure") instanceof String failure) {
            throw new JavascriptException(failure);
        }
        return answer.get("value");
    }

    /** Presses the button, or follows the link, with this text or label. */
    void click(String text) {
        act(pressable(text), WebElement::click);
    }

    /** As {@link #click}, within the part of the page that has this text: a row, a card, a dialog. */
    void clickIn(String part, String text) {
        act(
                By.xpath(
                        "//*[self::section or self::dialog or self::li or @role='listitem' or @class='lane'][contains(normalize-space(.), "
                                + quoted(part) + ")]" + pressableXPath(text)),
                WebElement::click);
    }

    private static By pressable(String text) {
        return By.xpath(pressableXPath(text));
    }

    private static String pressableXPath(String text) {
        var quoted = quoted(text);
        return "//*[self::button or self::a or self::summary or @role='button'][normalize-space(.)=" + quoted
                + " or @aria-label=" + quoted + "]";
    }

    /** Writes a text into the field with this label. */
    void fill(String label, String text) {
        act(By.xpath(fieldXPath(label)), field -> {
            field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
        });
    }

    /** Ticks, or unticks, the box, or chooses the option, with this label. */
    void tick(String label) {
        act(By.xpath(fieldXPath(label)), WebElement::click);
    }

    /** Gives files, or a directory, to the field with this label; the field may be unseen. */
    void give(String label, Path path) {
        await().atMost(PATIENCE)
                .until(() -> !driver.findElements(By.xpath(fieldXPath(label))).isEmpty());
        driver.findElement(By.xpath(fieldXPath(label))).sendKeys(path.toString());
    }

    private static String fieldXPath(String label) {
        var quoted = quoted(label);
        return "//*[self::input or self::select or self::textarea][@aria-label=" + quoted
                + " or @id=//label[normalize-space(.)=" + quoted + "]/@for or ancestor::label[normalize-space(.)="
                + quoted + "]]";
    }

    /** Waits until the page shows this text. */
    void see(String text) {
        await("the page shows \"" + text + "\"")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text()).contains(text));
    }

    void seeNot(String text) {
        await("the page no longer shows \"" + text + "\"")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text()).doesNotContain(text));
    }

    /** What a person can read on the page. */
    String text() {
        return Objects.requireNonNullElse((String) driver.executeScript("return document.body.innerText"), "")
                .replace('\u00a0', ' ');
    }

    /** Presses keys on the part that has the focus. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Presses Tab until the part with this text or label has the focus, as a person without a mouse does. */
    void tabTo(String text) {
        for (int presses = 0; presses < 200; presses++) {
            var focused = (String) driver.executeScript("""
                    const at = document.activeElement;
                    const label = at.id && document.querySelector(`label[for="${at.id}"]`) || at.closest('label');
                    return (at.getAttribute('aria-label') || (label ? label.innerText : at.innerText) || '').trim().replace(/\\s+/g, ' ')""");
            if (text.equals(focused)) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError("Tab does not reach \"" + text + "\"");
    }

    /** A page may draw itself anew between a look and the action: then the next look finds the part again. */
    private void act(By by, Consumer<WebElement> action) {
        await("there is " + by)
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(
                        e -> e instanceof WebDriverException && !(e instanceof NoSuchSessionException))
                .until(() -> {
                    var found = driver.findElements(by).stream()
                            .filter(element -> element.isDisplayed() && element.isEnabled())
                            .findFirst();
                    found.ifPresent(action);
                    return found.isPresent();
                });
    }

    private static String quoted(String text) {
        return text.contains("'") ? "\"" + text + "\"" : "'" + text + "'";
    }

    /** What the checker of accessibility finds serious or worse on the page as it is. */
    List<String> barriers() {
        driver.executeScript(AXE);
        var found = (List<?>) Objects.requireNonNull(run("""
                const { violations } = await axe.run(document, { resultTypes: ['violations'] });
                return violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
                    .flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`));"""));
        return found.stream().map(String.class::cast).toList();
    }

    /** How many pixels the page is wider than the window. */
    long tooWide() {
        return (Long) Objects.requireNonNull(driver.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    /** What the browser has reported since the last call: violations of the content security policy, and errors that nobody caught. */
    List<String> reports() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getMessage())
                .filter(message -> message.contains("Content Security Policy") || message.contains("Uncaught"))
                .toList();
    }

    /** Signs everybody out and forgets what pages have stored. */
    void forget(String origin) {
        driver.executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin", origin, "storageTypes", "all"));
        driver.manage().deleteAllCookies();
    }

    /** Writes a picture of the page, for a person who looks for a failure. */
    void picture(Path file) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
