package studio.atelier.platform.database;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and binds columns, with null only where the column is nullable. */
public final class DatabaseColumns {

    private DatabaseColumns() {}

    /** The value of a column that is not null by the table's definition. */
    public static <T> T readRequired(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    /** The value of a column that may be null. */
    public static <T> @Nullable T readOptional(Readable row, String column, Class<T> type) {
        return row.get(column, type);
    }

    /** A value to bind that may be null. */
    public static Parameter toNullableParameter(@Nullable Object value, Class<?> type) {
        return value == null ? Parameters.in(type) : Parameters.in(value);
    }
}
