package studio.atelier.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test the one stack of this run, as a {@link Stack} and its {@link Sandbox}. Before each test the sandbox
 * behaves; after each test the invariants hold, whatever the test broke.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WholeStack.Extension.class)
@interface WholeStack {

    /** Starts the stack at the first test that wants it and ends it after the last. */
    final class Extension implements ParameterResolver, BeforeEachCallback, AfterEachCallback {

        private static final Path RUN = Path.of("target", "stack");

        /**
         * Limits that tests run into on purpose elsewhere, and by sheer number here; pauses after a fault that would
         * make the tests after it wait; and where they name the place at which a worker is to die.
         */
        private static final Map<String, String> SETTINGS = Map.of(
                "ATELIER_FAILPOINT_FILE",
                        RUN.resolve("failpoint").toAbsolutePath().toString(),
                "ATELIER_GENERATION_WORK_ACCOUNTPAUSE", "2s",
                "ATELIER_LIMIT_REDISTIMEOUT", "2s",
                "ATELIER_LIMIT_SPEND_REQUESTS", "100000",
                "ATELIER_LIMIT_LOGIN_REQUESTS", "100000",
                "ATELIER_LIMIT_UPLOAD_REQUESTS", "100000",
                "ATELIER_LIMIT_READ_REQUESTS", "100000",
                "ATELIER_LIMIT_ADDRESS_REQUESTS", "100000");

        @Override
        public void beforeEach(ExtensionContext context) {
            new Sandbox(stack(context).sandbox()).reset();
        }

        @Override
        public void afterEach(ExtensionContext context) {
            stack(context).checkInvariants();
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
            return running.isEmpty() ? Stack.start(RUN, SETTINGS) : Stack.running(Path.of(running));
        }
    }
}
