package studio.atelier.e2e;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The sandbox's phone in a real browser: {@code e2e/browser} clicks, this test provides the stack. Screenshots of the
 * steps are kept in {@code e2e/target/screenshots}, those of every screen in {@code tour} there, and failure details in
 * {@code e2e/target/browser}. {@code -Datelier.e2e.tour=all} checks every screen in each language, theme and size.
 */
@WholeStack
class BrowserJourneyIT {

    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(3);
    private static final Duration JOURNEY_LIMIT = Duration.ofMinutes(12);
    private static final int LINES_SHOWN = 120;
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    private final Path browser = Path.of("browser").toAbsolutePath();
    private final Path target = Path.of("target").toAbsolutePath();

    @Test
    void leadsAPersonFromThePhoneToAPicture(Stack stack) throws IOException, InterruptedException {
        Path chromium = findOnPath(BROWSERS)
                .orElseGet(() -> abort("THE BROWSER JOURNEY WAS NOT TESTED: none of " + BROWSERS
                        + " is on the PATH. On Debian: apt-get install chromium"));
        Files.createDirectories(target.resolve("screenshots"));
        installPackages();

        run(
                JOURNEY_LIMIT,
                Map.of(
                        "ATELIER_SANDBOX_URL", stack.sandbox().toString(),
                        "CHROMIUM", chromium.toString(),
                        "ATELIER_TOUR", System.getProperty("atelier.e2e.tour", ""),
                        "FORCE_COLOR", "0"),
                "npx",
                "--no-install",
                "playwright",
                "test");
    }

    /** Installs only when package-lock.json is newer than the installed packages. */
    private void installPackages() throws IOException, InterruptedException {
        Path installed = browser.resolve("node_modules/.package-lock.json");
        Path wanted = browser.resolve("package-lock.json");
        if (!Files.exists(installed)
                || Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted)) < 0) {
            run(INSTALL_LIMIT, Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"), "npm", "ci", "--silent");
        }
    }

    private void run(Duration limit, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = target.resolve("browser-" + command[0] + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(browser.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (!ended || process.exitValue() != 0) {
            fail(String.join(" ", command) + (ended ? " failed" : " took longer than " + limit) + ":\n"
                    + endOf(output));
        }
    }

    private static String endOf(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }

    private static Optional<Path> findOnPath(List<String> names) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
                .flatMap(folder -> names.stream().map(Path.of(folder)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
