package studio.atelier.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.local.settings.StackDirectory;

class LogReaderTest {

    @TempDir
    private Path run;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private StackDirectory directory;

    @BeforeEach
    void writeLogs() throws IOException {
        directory = new StackDirectory(run, run);
        Files.createDirectories(directory.logs());
        Files.write(directory.log("billing-service"), List.of("Hold 7 is PLACED", "Hold 8 is PLACED"));
        Files.write(directory.logs().resolve("billing-service.log.1"), List.of("Hold 7 is asked for"));
        Files.write(directory.log("gateway-service"), List.of("POST for 7"));
    }

    @Test
    void findsLinesInAllLogsAndTheirOlderParts() throws IOException {
        assertThat(search("", "7")).isZero();
        assertThat(lines()).containsExactly("Hold 7 is asked for", "Hold 7 is PLACED", "POST for 7");
    }

    @Test
    void findsLinesBeforeTheLastHundredOfOneLog() throws IOException {
        List<String> many = Collections.nCopies(500, "Hold 8 is PLACED");
        Files.write(directory.log("billing-service"), List.of("Hold 9 is PLACED"));
        Files.write(directory.log("billing-service"), many, StandardOpenOption.APPEND);

        assertThat(search("billing", "Hold 9")).isZero();
        assertThat(lines()).containsExactly("Hold 9 is PLACED");
    }

    @Test
    void takesTheTextAsItIs() throws IOException {
        assertThat(search("", "Hold . is")).isOne();
        assertThat(lines()).isEmpty();
    }

    @Test
    void findsLinesOfAServerThatKeepsItsLogElsewhere() throws IOException {
        Path server = Files.createDirectories(run.resolve("postgres"));
        Files.write(server.resolve("server.log"), List.of("7 is new"));
        Files.write(server.resolve("server.log.1"), List.of("7 is oldest"));
        Files.createSymbolicLink(directory.log("postgres"), server.resolve("server.log"));
        Files.write(directory.logs().resolve("postgres.log.1"), List.of("7 is old"));

        assertThat(search("postgres", "7")).isZero();
        assertThat(lines()).containsExactly("7 is oldest", "7 is old", "7 is new");
    }

    @Test
    void findsLinesThoughAServersLogIsMissing() throws IOException {
        Files.createSymbolicLink(directory.log("aside"), run.resolve("aside/server.log"));

        assertThat(search("", "7")).isZero();
        assertThat(lines()).hasSize(3);
    }

    @Test
    void namesTheLogsThereAre() throws IOException {
        assertThat(search("moon", "7")).isOne();
        assertThat(lines()).containsExactly("There is no log of moon. There are: billing-service, gateway-service");
    }

    private int search(String name, String text) throws IOException {
        return LogReader.search(directory, name, text, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
