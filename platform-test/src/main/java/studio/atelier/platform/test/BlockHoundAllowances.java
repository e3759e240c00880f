package studio.atelier.platform.test;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * What may touch a file or wait on an event loop in tests, because it is short, and happens once or not in production.
 * BlockHound itself is installed by {@code blockhound-junit-platform} for every module that depends on this one.
 */
public final class BlockHoundAllowances implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("java.lang.ClassLoader", "loadClass") // a class's first use reads its jar
                .allowBlockingCallsInside("java.util.ServiceLoader$LazyClassPathLookupIterator", "parse")
                .allowBlockingCallsInside("java.util.ResourceBundle", "getBundle") // read once, then cached
                .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes") // reads /dev/urandom
                .allowBlockingCallsInside("org.springdoc.api.AbstractOpenApiResource", "getOpenApi") // once a language
                .allowBlockingCallsInside("ch.qos.logback.core.OutputStreamAppender", "writeBytes")
                .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor", "schedule");
    }
}
