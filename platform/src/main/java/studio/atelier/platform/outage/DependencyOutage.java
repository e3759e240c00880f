package studio.atelier.platform.outage;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.netty.channel.ChannelException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RetriableException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.Exceptions;

/** Recognises errors that mean that a dependency is temporarily unavailable or overloaded, so that a retry can help. */
public final class DependencyOutage {

    private static final List<Class<? extends Exception>> SIGNS = List.of(
            TransientDataAccessException.class,
            DataAccessResourceFailureException.class,
            CannotCreateTransactionException.class,
            WebClientRequestException.class,
            RedisConnectionException.class,
            RedisCommandTimeoutException.class,
            ChannelException.class,
            RetriableException.class,
            IOException.class,
            TimeoutException.class);

    private static final boolean HAS_DATABASE =
            ClassUtils.isPresent("io.r2dbc.spi.R2dbcException", DependencyOutage.class.getClassLoader());

    private static final int DEEPEST = 10;

    private DependencyOutage() {}

    /**
     * Whether the error or one of its causes is a sign of an outage, and none says that a retry cannot help. For a
     * composite error, whether this holds for any of its parts.
     */
    public static boolean isOne(Throwable error) {
        return Exceptions.unwrapMultiple(error).stream().anyMatch(DependencyOutage::isOneAlone);
    }

    /**
     * Whether the database works, and gave up this statement for the rows it met: it waited too long for a lock, ran
     * too long, or was the victim of a deadlock. A smaller or a later statement can succeed.
     */
    public static boolean isOfStatement(Throwable error) {
        return HAS_DATABASE && causesOf(error).anyMatch(DatabaseErrors::isOfStatement);
    }

    private static Stream<Throwable> causesOf(Throwable error) {
        return Stream.<Throwable>iterate(error, Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST);
    }

    private static boolean isOneAlone(Throwable error) {
        boolean found = false;
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (HAS_DATABASE && DatabaseErrors.refusesContent(cause)) {
                return false;
            }
            found |= isSign(cause);
            cause = cause.getCause();
        }
        return found;
    }

    private static boolean isSign(Throwable error) {
        return SIGNS.stream().anyMatch(sign -> sign.isInstance(error))
                || (HAS_DATABASE && DatabaseErrors.isSign(error));
    }

    /** Separate, because a service without a database has none of R2DBC's classes. */
    private static final class DatabaseErrors {

        /** Errors that a function raises for its arguments: of PL/pgSQL, of external routines, for corrupted data. */
        private static final Set<String> OF_CONTENT = Set.of("P0", "38", "39", "XX001", "XX002");

        /** Lock timeout, deadlock, cancelled by statement timeout. */
        private static final Set<String> OF_STATEMENT = Set.of("55P03", "40P01", "57014");

        static boolean isOfStatement(Throwable error) {
            return error instanceof R2dbcException known
                    && known.getSqlState() != null
                    && OF_STATEMENT.contains(known.getSqlState());
        }

        static boolean isSign(Throwable error) {
            return error instanceof R2dbcTransientException || error instanceof R2dbcNonTransientResourceException;
        }

        /** PostgreSQL's driver treats every SQL state that it does not know as a connection error. */
        static boolean refusesContent(Throwable error) {
            String state = error instanceof R2dbcException known ? known.getSqlState() : null;
            return state != null
                    && state.length() > 2
                    && (OF_CONTENT.contains(state) || OF_CONTENT.contains(state.substring(0, 2)));
        }
    }
}
