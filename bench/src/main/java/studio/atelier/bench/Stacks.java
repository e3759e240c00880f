package studio.atelier.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.e2e.Stack;
import studio.atelier.local.infra.Trees;

/** Stacks to measure, one at a time, in their own directory and on their own ports. Each ends with the program. */
public final class Stacks {

    /** Lifts the limits that protect users from one another and would dominate the measurements. */
    private static final Map<String, String> SETTINGS = Map.of(
            "ATELIER_LIMIT_SPEND_REQUESTS", "1000000",
            "ATELIER_LIMIT_LOGIN_REQUESTS", "1000000",
            "ATELIER_LIMIT_UPLOAD_REQUESTS", "1000000",
            "ATELIER_LIMIT_READ_REQUESTS", "1000000",
            "ATELIER_LIMIT_OPERATOR_REQUESTS", "1000000",
            "ATELIER_LIMIT_FILE_REQUESTS", "1000000",
            "ATELIER_LIMIT_WEBHOOK_REQUESTS", "1000000",
            "ATELIER_LIMIT_ADDRESS_REQUESTS", "1000000");

    private static final String JAVA_OPTIONS = "ATELIER_JAVA_OPTIONS";

    /** The full compiler, as for services that run for weeks; {@code ./atelier up} limits some to start faster. */
    private static final String FULL_COMPILER = "-XX:TieredStopAtLevel=4";

    private final Path directory;

    Stacks(Path directory) {
        this.directory = directory;
    }

    /** A fresh stack without limits per user, with the full compiler for every service. */
    public Running start(Map<String, String> settings, String... only) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.put(JAVA_OPTIONS, System.getenv().getOrDefault(JAVA_OPTIONS, FULL_COMPILER));
        all.put("ATELIER_AUTH_ACCESSTOKEN_LIFETIME", "1h");
        all.putAll(settings);
        return keep(Stack.start(directory, all, List.of(only)));
    }

    /** A fresh stack exactly as {@code ./atelier up} starts it. */
    public Running startPlain(String... only) {
        return keep(Stack.start(directory, Map.of(), List.of(only)));
    }

    /** The previous plain stack with its data. */
    public Running startPlainAgain(String... only) {
        return keep(Stack.startAgain(directory, Map.of(), List.of(only)));
    }

    /** Deletes everything, including unpacked programs and class archives, as before the first start. */
    public void forgetEverything() {
        try {
            Trees.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Running keep(Stack stack) {
        Thread hook = new Thread(stack::close, "end-stack");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Running(stack, hook);
    }

    /** A stack that runs until it is closed. */
    public record Running(Stack stack, Thread hook) implements AutoCloseable {

        @Override
        public void close() {
            Runtime.getRuntime().removeShutdownHook(hook);
            stack.close();
        }
    }
}
