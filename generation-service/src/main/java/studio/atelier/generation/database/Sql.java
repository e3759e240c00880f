package studio.atelier.generation.database;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reading and binding of columns, with null where null is real and only there. */
public final class Sql {

    private Sql() {}

    /** A column that is never null. */
    public static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    /** A column that may be null. */
    public static <T> @Nullable T find(Readable row, String column, Class<T> type) {
        return row.get(column, type);
    }

    /** A value that may be null. */
    public static Parameter nullable(@Nullable Object value, Class<?> type) {
        return value == null ? Parameters.in(type) : Parameters.in(value);
    }
}
