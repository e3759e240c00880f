package studio.atelier.platform.fault;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Errors that mean a part we need is away or overloaded for now, so that trying again later can help. */
public final class Outage {

    /** By name, because a service without a database or Redis has none of these classes. */
    private static final Set<String> SIGNS = Set.of(
            "org.springframework.dao.TransientDataAccessException",
            "org.springframework.dao.DataAccessResourceFailureException",
            "org.springframework.transaction.CannotCreateTransactionException",
            "org.springframework.web.reactive.function.client.WebClientRequestException",
            "io.r2dbc.spi.R2dbcTransientException",
            "io.r2dbc.spi.R2dbcNonTransientResourceException",
            "io.r2dbc.spi.R2dbcTimeoutException",
            "io.lettuce.core.RedisConnectionException",
            "io.lettuce.core.RedisCommandTimeoutException",
            "io.netty.channel.ChannelException",
            "io.netty.handler.timeout.TimeoutException",
            "org.apache.kafka.common.errors.RetriableException",
            "org.apache.kafka.common.errors.TimeoutException",
            "reactor.pool.PoolAcquireTimeoutException",
            "reactor.netty.http.client.PrematureCloseException",
            IOException.class.getName(),
            TimeoutException.class.getName());

    /** Where Jackson's errors would look like a broken connection. */
    private static final String JSON = "tools.jackson.";

    private static final int DEEPEST = 10;

    private Outage() {}

    /** Whether the error or one of its causes is such a sign. */
    public static boolean isOne(Throwable error) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (isSign(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isSign(Throwable error) {
        for (Class<?> type = error.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().startsWith(JSON)) {
                return false;
            }
            if (SIGNS.contains(type.getName())) {
                return true;
            }
        }
        return false;
    }
}
