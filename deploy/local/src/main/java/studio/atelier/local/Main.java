package studio.atelier.local;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import studio.atelier.local.doctor.Doctor;
import studio.atelier.local.infra.ServerException;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackException;
import studio.atelier.local.settings.Wishes;
import studio.atelier.local.stack.Detached;
import studio.atelier.local.stack.LogReader;
import studio.atelier.local.stack.Shutdown;
import studio.atelier.local.stack.Status;
import studio.atelier.local.stack.Supervisor;

/** {@code java -jar atelier-local.jar <command>}; {@code ./atelier} finds a JDK, builds, and calls this. */
public final class Main {

    private static final String HELP = """
            Commands: up [--detach] [--workers N] [--only names] | status | logs [name] [-f | --grep text] | down [--wipe]
                      doctor [--invariants]
            Each takes --run-dir DIR; up takes --port-offset N.
            """;
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // the Kafka client has no logging backend here
        System.setProperty("java.class.path", absolute(System.getProperty("java.class.path")));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int exitCode;
        try {
            exitCode = run(Arguments.parse(arguments), arguments, out);
        } catch (StackException | ServerException e) {
            out.println("✗ " + e.getMessage());
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    private static int run(Arguments arguments, String[] line, PrintStream out) throws IOException {
        StackDirectory directory = directory(arguments);
        return switch (arguments.command()) {
            case "up" -> up(arguments, line, directory, out);
            case "down" -> {
                Shutdown.run(directory, arguments.has("--wipe"), out);
                yield 0;
            }
            case "status" -> new Status().print(directory, out) ? 0 : 1;
            case "logs" -> logs(arguments, directory, out);
            case "doctor" -> doctor(arguments, directory, out) ? 0 : 1;
            default -> {
                out.print(HELP);
                yield "help".equals(arguments.command()) ? 0 : USAGE;
            }
        };
    }

    private static int up(Arguments arguments, String[] line, StackDirectory directory, PrintStream out)
            throws IOException {
        Optional<String> offset = arguments.option("--port-offset");
        if (!offset.orElse("0").matches("\\d{1,5}")) {
            throw new StackException("--port-offset needs a number, not " + offset.get());
        }
        if (arguments.has("--detach") && !Supervisor.runs(directory)) {
            return Detached.run(directory, inForeground(directory.root(), line), out);
        }
        Map<String, String> shell = new HashMap<>(System.getenv());
        offset.ifPresent(number -> shell.put("ATELIER_PORT_OFFSET", number));
        return Supervisor.run(directory, shell, wishes(arguments), out);
    }

    private static int logs(Arguments arguments, StackDirectory directory, PrintStream out) throws IOException {
        String name = arguments.words().isEmpty() ? "" : arguments.words().getFirst();
        Optional<String> wanted = arguments.option("--grep");
        if (wanted.isEmpty()) {
            return LogReader.run(directory, name, arguments.has("--follow"), out);
        }
        if (arguments.has("--follow")) {
            throw new StackException("--grep searches the lines that are there; it cannot follow");
        }
        return LogReader.search(directory, name, wanted.get(), out);
    }

    private static boolean doctor(Arguments arguments, StackDirectory directory, PrintStream out) throws IOException {
        if (arguments.option("--run-dir").isPresent() && !Files.exists(directory.environmentFile())) {
            throw new StackException("There is no stack in %s: ./atelier up --run-dir %s starts one"
                    .formatted(directory.run(), directory.run()));
        }
        return arguments.has("--invariants")
                ? Doctor.checkInvariants(directory, out)
                : Doctor.run(directory, System.getenv(), out);
    }

    private static List<String> inForeground(Path root, String[] line) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Datelier.root=" + root,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        Arrays.stream(line)
                .filter(argument -> !Set.of("--detach", "-d").contains(argument))
                .forEach(command::add);
        return command;
    }

    /** Absolute, because child processes inherit the class path and start in other directories. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Wishes wishes(Arguments arguments) {
        Set<String> only = arguments
                .option("--only")
                .map(names ->
                        Arrays.stream(names.split(",", -1)).map(String::strip).collect(Collectors.toSet()))
                .orElse(Set.of());
        String workers = arguments.option("--workers").orElse("0");
        if (!workers.matches("\\d{1,2}")) {
            throw new StackException("--workers needs a number, not " + workers);
        }
        return new Wishes(only, Integer.parseInt(workers));
    }

    private static StackDirectory directory(Arguments arguments) {
        Path root = StackDirectory.rootAround(Path.of(System.getProperty("atelier.root", "")));
        Path run = arguments
                .option("--run-dir")
                .map(Path::of)
                .orElseGet(() -> StackDirectory.defaultRun(root))
                .toAbsolutePath()
                .normalize();
        return new StackDirectory(root, run);
    }
}
