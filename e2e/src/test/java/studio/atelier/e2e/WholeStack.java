package studio.atelier.e2e;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test the stack shared by this run, as a {@link Stack} and its {@link Sandbox}. Before each test the sandbox
 * is reset and the image providers are fast; after each test the invariants must hold, whatever the test broke. Only
 * kie.ai makes images of the model {@code nano-banana-2}, so that tests can count what it fails to do.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WholeStack.Extension.class)
@interface WholeStack {

    /** Starts the stack at the first test that needs it and stops it after the last. */
    final class Extension implements ParameterResolver, BeforeEachCallback, AfterEachCallback {

        private static final Path RUN = Path.of("target", "stack");

        static final List<String> SERVICES =
                List.of("auth-service", "billing-service", "generation-service", "chat-service", "gateway-service");

        private static final String FAILPOINT_FILE = "ATELIER_FAILPOINT_FILE";

        private static final Map<String, String> FAILPOINTS =
                Map.of(FAILPOINT_FILE, RUN.resolve("failpoint").toAbsolutePath().toString());

        /** Limits that other tests exceed on purpose, and that the number of tests would exceed here. */
        private static final Map<String, String> LIMITS = Map.of(
                "ATELIER_LIMIT_SPEND_REQUESTS", "100000",
                "ATELIER_LIMIT_LOGIN_REQUESTS", "100000",
                "ATELIER_LIMIT_UPLOAD_REQUESTS", "100000",
                "ATELIER_LIMIT_READ_REQUESTS", "100000",
                "ATELIER_LIMIT_OPERATOR_REQUESTS", "100000",
                "ATELIER_LIMIT_FILE_REQUESTS", "100000",
                "ATELIER_LIMIT_ADDRESS_REQUESTS", "100000",
                "ATELIER_VENICE_RATE", "1000",
                "ATELIER_PROVIDER_DAILY_CAP_MICRO_USD", "1000000000",
                "ATELIER_FREE_QUOTA_DAILY_CAP_MICRO_USD", "1000000000");

        /** One user of a test does at once what many users do in production. */
        private static final Map<String, String> AT_ONCE = Map.of(
                "ATELIER_UPSTREAM_CALLSPEROWNER", "256",
                "ATELIER_UPSTREAM_UPLOADS_ANSWERING", "12",
                "ATELIER_UPSTREAM_UPLOADS_PER_USER", "8",
                "ATELIER_UPLOAD_MAX_IN_WORK_PER_USER", "8");

        /** Shortens the pauses that production makes after a fault. */
        private static final Map<String, String> PAUSES = Map.of(
                "ATELIER_GENERATION_QUEUE_LEASE", "5s",
                "ATELIER_GENERATION_QUEUE_HEARTBEAT", "1s",
                "ATELIER_GENERATION_WORK_ACCOUNTPAUSE", "2s",
                "ATELIER_GENERATION_WORK_RETRYBACKOFF", "300ms",
                "ATELIER_GENERATION_WORK_FIRSTPOLL", "1s",
                "ATELIER_GENERATION_WORK_MAXPOLL", "1s",
                "ATELIER_GENERATION_JOB_ASKAGAINAFTER", "4s",
                "ATELIER_OUTBOX_LEASE", "3s",
                "ATELIER_LONGEST_RESTART_PAUSE_SECONDS", "1");

        /** The timeouts of calls to image providers, and to Redis; those that answer with the image draw it first. */
        private static final Map<String, String> PATIENCE = Map.ofEntries(
                Map.entry("ATELIER_KIE_CREATETIMEOUT", "3s"),
                Map.entry("ATELIER_KIE_LOOKTIMEOUT", "3s"),
                Map.entry("ATELIER_KIE_UPLOADTIMEOUT", "3s"),
                Map.entry("ATELIER_REPLICATE_CREATETIMEOUT", "3s"),
                Map.entry("ATELIER_REPLICATE_LOOKTIMEOUT", "3s"),
                Map.entry("ATELIER_OPENAI_TIMEOUT", "6s"),
                Map.entry("ATELIER_POLLINATIONS_TIMEOUT", "6s"),
                Map.entry("ATELIER_VENICE_TIMEOUT", "6s"),
                Map.entry("ATELIER_A1111_TIMEOUT", "6s"),
                Map.entry("ATELIER_FETCH_TIMEOUT", "3s"),
                Map.entry("ATELIER_LIMIT_REDISTIMEOUT", "2s"),
                Map.entry("ATELIER_LIMIT_REQUIREDREDISTIMEOUT", "2s"),
                Map.entry("SPRING_DATA_REDIS_TIMEOUT", "2s"));

        /** JVM options for processes that run for minutes and are started often. */
        private static final Map<String, String> JVMS = Map.of("ATELIER_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

        private static final Map<String, String> SETTINGS = Stream.of(
                        FAILPOINTS, LIMITS, AT_ONCE, PAUSES, PATIENCE, JVMS)
                .flatMap(settings -> settings.entrySet().stream())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

        private static final Map<String, Object> QUICK = Map.of("latencyMinMs", 300, "latencyMaxMs", 600);

        @Override
        public void beforeEach(ExtensionContext context) {
            Sandbox sandbox = new Sandbox(stack(context).sandbox());
            sandbox.reset();
            sandbox.kie(QUICK);
            Sandbox.OTHER_PROVIDERS.forEach(provider -> sandbox.provider(provider, QUICK));
        }

        @Override
        public void afterEach(ExtensionContext context) throws IOException {
            Stack stack = stack(context);
            Optional<String> failpoint = stack.findSetting(FAILPOINT_FILE);
            if (failpoint.isPresent()) {
                Files.deleteIfExists(Path.of(failpoint.get()));
            }
            stack.checkInvariants();
        }

        /** The file in which tests name a failpoint. */
        static Path failpointFile(Stack stack) {
            return Path.of(stack.setting(FAILPOINT_FILE));
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == Stack.class || type == Sandbox.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Stack stack = stack(context);
            return parameter.getParameter().getType() == Stack.class ? stack : new Sandbox(stack.sandbox());
        }

        private static Stack stack(ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(Stack.class, key -> stack(), Stack.class);
        }

        private static Stack stack() {
            String running = System.getProperty("atelier.e2e.run-dir", "");
            return running.isEmpty() ? started() : Stack.running(Path.of(running));
        }

        /**
         * At its first graceful exit a JVM writes a class archive and from then on starts in a third of the time. A
         * killed JVM writes none; so the services are restarted once before tests kill them repeatedly.
         */
        private static Stack started() {
            Stack stack = Stack.start(RUN, SETTINGS);
            if (!stack.hasArchives(SERVICES)) {
                stack.restart(SERVICES);
            }
            leaveTryOnsToKie(stack);
            return stack;
        }

        private static void leaveTryOnsToKie(Stack stack) {
            Person operator = Person.operator(stack);
            Map<String, Object> change = Map.of(
                    "route", List.of(Map.of("provider", "kie", "model", "nano-banana-2", "costMicroUsd", 40_000)));
            Await.until(
                    "the routes of nano-banana-2 to be changed",
                    Duration.ofMinutes(1),
                    () -> operator.send("PUT", "/api/v1/admin/generation/models/nano-banana-2", change),
                    answer -> answer.status() == 200);
        }
    }
}
