package studio.atelier.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Summarizes a run of all tests from their reports: failures last, where they are seen, then one line of totals.
 * {@code ./atelier test} runs this file alone, even if compilation failed, so it uses no other class of the project.
 */
final class TestReport {

    private static final Pattern VITEST = Pattern.compile(
            "^\\s*Tests\\s+(?:(\\d+) failed \\| )?(?:(\\d+) passed)?(?: ?\\|? ?(\\d+) skipped)?(?:.*)\\(\\d+\\)\\s*$");
    private static final int MESSAGE_LENGTH = 300;

    private final List<String> failed = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private int run;
    private int vitestFailed;
    private int vitestSkipped;

    private TestReport() {}

    /** Arguments: the root of the checkout and the log of the run. Exit code 1 if a test failed or none ran. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(of(Path.of(arguments[0]), Path.of(arguments[1])).print(out) ? 0 : 1);
    }

    static TestReport of(Path root, Path log) throws IOException, ParserConfigurationException, SAXException {
        TestReport report = new TestReport();
        for (Path file : reports(root)) {
            report.add(root, file);
        }
        if (Files.exists(log)) {
            Files.readAllLines(log).forEach(report::addVitest);
        }
        return report;
    }

    /** Returns whether tests ran and none failed. */
    boolean print(PrintStream out) {
        out.println();
        skipped.forEach(test -> out.println("– skipped: " + test));
        failed.forEach(out::println);
        int allFailed = failed.size() + vitestFailed;
        int allSkipped = skipped.size() + vitestSkipped;
        out.printf("%n%d passed, %d failed, %d skipped%n", run - allFailed - allSkipped, allFailed, allSkipped);
        return run > 0 && allFailed == 0;
    }

    private void add(Path root, Path file) throws IOException, ParserConfigurationException, SAXException {
        NodeList tests = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getElementsByTagName("testcase");
        for (int i = 0; i < tests.getLength(); i++) {
            run++;
            add((Element) tests.item(i), root.relativize(file));
        }
    }

    private void add(Element test, Path file) {
        String name = test.getAttribute("classname").replaceFirst(".*\\.", "") + "." + test.getAttribute("name");
        for (String kind : List.of("failure", "error")) {
            NodeList found = test.getElementsByTagName(kind);
            if (found.getLength() > 0) {
                failed.add("✗ %s%n    %s%n    %s".formatted(name, message((Element) found.item(0)), output(file)));
                return;
            }
        }
        NodeList reasons = test.getElementsByTagName("skipped");
        if (reasons.getLength() > 0) {
            skipped.add(name + " (" + message((Element) reasons.item(0)) + ")");
        }
    }

    /** The summary line of vitest: {@code Tests 2 failed | 40 passed | 1 skipped (43)}. */
    private void addVitest(String line) {
        Matcher matcher = VITEST.matcher(line);
        if (matcher.matches()) {
            vitestFailed += number(matcher, 1);
            vitestSkipped += number(matcher, 3);
            run += number(matcher, 1) + number(matcher, 2) + number(matcher, 3);
        }
    }

    private static int number(Matcher matcher, int group) {
        return matcher.start(group) < 0 ? 0 : Integer.parseInt(matcher.group(group));
    }

    private static String message(Element element) {
        String message = element.getAttribute("message").strip();
        String text = message.isEmpty() ? element.getTextContent().strip() : message;
        String line = text.replaceAll("\\s+", " ");
        return line.length() > MESSAGE_LENGTH ? line.substring(0, MESSAGE_LENGTH) + " …" : line;
    }

    /** The output of the test is beside its report. */
    private static String output(Path report) {
        String name = report.getFileName().toString();
        return report.resolveSibling(name.substring("TEST-".length()).replaceFirst("\\.xml$", "-output.txt"))
                .toString();
    }

    /** Modules are folders of the checkout or of its {@code deploy}. */
    private static List<Path> reports(Path root) throws IOException {
        List<Path> reports = new ArrayList<>();
        for (Path modules : List.of(root, root.resolve("deploy"))) {
            for (Path module : list(modules, "*")) {
                for (String kind : List.of("surefire-reports", "failsafe-reports")) {
                    reports.addAll(list(module.resolve("target").resolve(kind), "TEST-*.xml"));
                }
            }
        }
        return reports.stream().sorted().toList();
    }

    private static List<Path> list(Path folder, String names) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, names)) {
            List<Path> files = new ArrayList<>();
            found.forEach(files::add);
            return files;
        }
    }
}
