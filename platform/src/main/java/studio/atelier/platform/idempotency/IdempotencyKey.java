package studio.atelier.platform.idempotency;

import java.util.regex.Pattern;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/**
 * The {@code Idempotency-Key} header. A controller receives it by declaring a parameter of this type; a request without
 * the header is then refused with {@code IDEMPOTENCY_KEY_REQUIRED}.
 *
 * @param value 8 to 128 letters, digits or characters of {@code -_.:}
 */
public record IdempotencyKey(String value) {

    /** The header's name. */
    public static final String HEADER = "Idempotency-Key";

    /** Set to {@code true} on a response that repeats an earlier one. */
    public static final String REPLAYED_HEADER = "Idempotency-Replayed";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.:-]{8,128}");

    /** Checks the form; fails with {@code IDEMPOTENCY_KEY_INVALID}. */
    public IdempotencyKey {
        if (!FORM.matcher(value).matches()) {
            throw CommonProblemException.of(CommonProblemCode.IDEMPOTENCY_KEY_INVALID);
        }
    }
}
