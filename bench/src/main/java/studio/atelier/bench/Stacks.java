package studio.atelier.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.e2e.Stack;
import studio.atelier.local.infra.Trees;

/** Stacks to measure, one at a time, in a directory and on ports of their own. Each ends when the program does. */
public final class Stacks {

    /** Limits that protect people from one another, and would be all there is to see here. */
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

    /** As where services run for weeks; {@code ./atelier up} spares some of them it to be ready sooner. */
    private static final String FULL_COMPILER = "-XX:TieredStopAtLevel=4";

    private final Path directory;

    Stacks(Path directory) {
        this.directory = directory;
    }

    /** A fresh stack without limits for each person, with the full compiler for every service. */
    public Running start(Map<String, String> settings, String... only) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.put(JAVA_OPTIONS, System.getenv().getOrDefault(JAVA_OPTIONS, FULL_COMPILER));
        all.putAll(settings);
        return keep(Stack.start(directory, all, List.of(only)));
    }

    /** A fresh stack exactly as {@code ./atelier up} starts it. */
    public Running startPlain(String... only) {
        return keep(Stack.start(directory, Map.of(), List.of(only)));
    }

    /** The plain stack of before with the data it had. */
    public Running startPlainAgain(String... only) {
        return keep(Stack.startAgain(directory, Map.of(), List.of(only)));
    }

    /** Deletes everything, also unpacked programs and class archives, as if nothing was ever started. */
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
