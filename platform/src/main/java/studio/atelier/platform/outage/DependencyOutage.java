package studio.atelier.platform.outage;

import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import reactor.core.Exceptions;

/** Recognises errors that mean that a dependency is temporarily unavailable or overloaded, so that a retry can help. */
public final class DependencyOutage {

    /** Class names, because a service without a database or Redis has none of these classes. */
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

    /** Jackson's errors, which would look like a broken connection. */
    private static final String JSON = "tools.jackson.";

    private static final String DATABASE_ERROR = "io.r2dbc.spi.R2dbcException";

    private static final int DEEPEST = 10;

    private DependencyOutage() {}

    /**
     * Whether the error or one of its causes is a sign of an outage, and none says that a retry cannot help. For a
     * composite error, whether this holds for any of its parts.
     */
    public static boolean isOne(Throwable error) {
        return Exceptions.unwrapMultiple(error).stream().anyMatch(DependencyOutage::isOneAlone);
    }

    private static boolean isOneAlone(Throwable error) {
        boolean found = false;
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (isOfTheDatabase(cause) && SqlStateClassifier.refusesContent(cause)) {
                return false;
            }
            found |= isSign(cause);
            cause = cause.getCause();
        }
        return found;
    }

    private static boolean isOfTheDatabase(Throwable error) {
        for (Class<?> type = error.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(DATABASE_ERROR)) {
                return true;
            }
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

    /** Separate, because a service without a database has no {@link R2dbcException}. */
    private static final class SqlStateClassifier {

        /** Errors that a function raises for its arguments: of PL/pgSQL, of external routines, for corrupted data. */
        private static final Set<String> OF_CONTENT = Set.of("P0", "38", "39", "XX001", "XX002");

        /** PostgreSQL's driver treats every SQL state that it does not know as a connection error. */
        static boolean refusesContent(Throwable error) {
            String state = ((R2dbcException) error).getSqlState();
            return state != null
                    && state.length() > 2
                    && (OF_CONTENT.contains(state) || OF_CONTENT.contains(state.substring(0, 2)));
        }
    }
}
