package studio.atelier.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportTest {

    @TempDir
    private Path root;

    @Test
    void namesWhatFailedAndEndsWithTheFigures() throws Exception {
        report("module/target/surefire-reports/TEST-a.FirstTest.xml", """
                <testsuite>
                  <testcase classname="a.FirstTest" name="works"/>
                  <testcase classname="a.FirstTest" name="breaks"><failure message="expected 1 but was 2"/></testcase>
                  <testcase classname="a.FirstTest" name="waits"><skipped message="no browser"/></testcase>
                </testsuite>
                """);
        report("module/target/failsafe-reports/TEST-a.SecondIT.xml", """
                <testsuite><testcase classname="a.SecondIT" name="throws"><error>java.lang.Error: out</error></testcase>
                </testsuite>
                """);

        assertThat(print())
                .contains("✗ FirstTest.breaks", "expected 1 but was 2", "a.FirstTest-output.txt")
                .contains("✗ SecondIT.throws", "java.lang.Error: out")
                .contains("skipped: FirstTest.waits (no browser)")
                .endsWith("1 passed, 2 failed, 1 skipped\n");
    }

    @Test
    void findsTheReportsOfEachModuleAndNoOthers() throws Exception {
        String passed = "<testsuite><testcase classname='a.Test' name='works'/></testsuite>";
        report("module/target/surefire-reports/TEST-a.FirstTest.xml", passed);
        report("deploy/local/target/surefire-reports/TEST-a.SecondTest.xml", passed);
        report("deploy/local/target/failsafe-reports/TEST-a.SecondIT.xml", passed);
        report("webapp/node_modules/package/surefire-reports/TEST-a.OtherTest.xml", passed);

        assertThat(print()).endsWith("3 passed, 0 failed, 0 skipped\n");
    }

    @Test
    void countsTheTestsOfTheMiniApp() throws Exception {
        Files.writeString(root.resolve("test.log"), "      Tests  2 failed | 40 passed | 1 skipped (43)\n");
        assertThat(print()).endsWith("40 passed, 2 failed, 1 skipped\n");
        Files.writeString(root.resolve("test.log"), "      Tests  41 passed (41)\n");
        assertThat(print()).endsWith("41 passed, 0 failed, 0 skipped\n");
    }

    @Test
    void aRunWithoutTestsIsNoSuccess() throws Exception {
        TestReport report = TestReport.of(root, root.resolve("test.log"));
        assertThat(report.print(new PrintStream(new ByteArrayOutputStream()))).isFalse();
    }

    private String print() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TestReport.of(root, root.resolve("test.log")).print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private void report(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
