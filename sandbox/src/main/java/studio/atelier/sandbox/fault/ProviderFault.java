package studio.atelier.sandbox.fault;

import static studio.atelier.sandbox.fault.ImageProvider.A1111;
import static studio.atelier.sandbox.fault.ImageProvider.OPENAI;
import static studio.atelier.sandbox.fault.ImageProvider.POLLINATIONS;
import static studio.atelier.sandbox.fault.ImageProvider.REPLICATE;
import static studio.atelier.sandbox.fault.ImageProvider.VENICE;

import java.util.Set;

/** A way in which an image provider misbehaves, the moment at which it does, and the providers that do. */
@SuppressWarnings("ImmutableEnumChecker") // the sets come from Set.of
public enum ProviderFault implements Fault {
    /** A call is refused with 429, as above a rate limit. */
    TOO_MANY_REQUESTS(Moment.CALL, OPENAI, POLLINATIONS, VENICE, REPLICATE),
    /** A call is refused with 500. */
    SERVER_ERROR(Moment.CALL),
    /** A call is refused with 503, as without capacity. */
    UNAVAILABLE(Moment.CALL, OPENAI, POLLINATIONS, VENICE),
    /** A call does nothing and does not answer. */
    HANGS(Moment.CALL),
    /** A call makes and bills the image or prediction, then does not answer. */
    DONE_BUT_TIMED_OUT(Moment.CALL),
    /** A call breaks the connection; nothing is done. */
    RESETS(Moment.CALL),
    /** A call is refused as the provider refuses unsafe content. */
    REFUSED(Moment.CALL, OPENAI, POLLINATIONS, VENICE),
    /** A call is refused as with a wrong key. */
    UNAUTHORIZED(Moment.CALL),
    /** A call is refused as with an empty account. */
    NO_CREDIT(Moment.CALL, OPENAI, POLLINATIONS, VENICE, REPLICATE),
    /** A call answers 200 with an image that says "rate limit", always the same bytes. */
    RATE_LIMIT_PICTURE(Moment.CALL, POLLINATIONS),
    /** A call is refused with 402 and "Queue full for IP", though there is credit. */
    QUEUE_FULL(Moment.CALL, POLLINATIONS),
    /** A call is refused with 500 "Invalid encoded image". */
    INVALID_ENCODED_IMAGE(Moment.CALL, A1111),
    /** A call is refused with 500 and the exception {@code OutOfMemoryError}. */
    OUT_OF_MEMORY(Moment.CALL, A1111),
    /** A call is refused with 500 and plain text. */
    PLAIN_TEXT_ERROR(Moment.CALL, A1111),

    /** The answer has no image: an empty list, or no bytes. */
    EMPTY_RESULT(Moment.RESULT),
    /** The answer says in a header that the image is blurred. */
    BLURRED(Moment.RESULT, VENICE),
    /** The answer says in a header that the image violates the content policy. */
    CONTENT_VIOLATION(Moment.RESULT, VENICE),
    /** The answer has {@code data:} addresses where it has bare Base64 or links otherwise. */
    OUTPUT_DATA_URI(Moment.RESULT, A1111, REPLICATE),
    /** The output is one address, whatever the model's schema says. */
    OUTPUT_STRING(Moment.RESULT, REPLICATE),
    /** The output is a list of addresses, whatever the model's schema says. */
    OUTPUT_LIST(Moment.RESULT, REPLICATE),
    /** The prediction succeeds with the output {@code null}. */
    OUTPUT_NULL(Moment.RESULT, REPLICATE),
    /** The output is a path on the provider's machine. */
    OUTPUT_LOCAL_PATH(Moment.RESULT, REPLICATE),

    /** The image is bytes that no image decoder accepts. */
    UNDECODABLE_PICTURE(Moment.PICTURE),
    /** The answer, or the result file, is declared as {@code text/html}. */
    WRONG_MIME(Moment.PICTURE),
    /** The image is a GIF, though another format was requested and is declared. */
    WRONG_FORMAT(Moment.PICTURE),
    /** The result's address answers 404. */
    MISSING_PICTURE(Moment.PICTURE, REPLICATE),

    /** The prediction fails with the text of an exception. */
    TASK_FAILS(Moment.TASK, REPLICATE),
    /** The prediction fails with the text with which models report unsafe content. */
    NSFW_FAILS(Moment.TASK, REPLICATE),
    /** The prediction is aborted before it starts. */
    TASK_ABORTED(Moment.TASK, REPLICATE),
    /** The prediction stays in status {@code processing}. */
    NEVER_FINISHES(Moment.TASK, REPLICATE),

    /** No webhook is called. */
    CALLBACK_LOST(Moment.CALLBACK, REPLICATE),
    /** The webhook is called a second time after each accepted call, with the same id. */
    CALLBACK_TWICE(Moment.CALLBACK, REPLICATE),
    /** Before the last call of the webhook, one with a wrong signature reports success. */
    CALLBACK_FORGED(Moment.CALLBACK, REPLICATE),

    /** Reading a prediction answers 500. */
    POLL_SERVER_ERROR(Moment.POLL, REPLICATE),
    /** Reading a prediction does not answer. */
    POLL_HANGS(Moment.POLL, REPLICATE);

    private final Moment moment;
    private final Set<ImageProvider> providers;

    ProviderFault(Moment moment, ImageProvider... providers) {
        this.moment = moment;
        this.providers = Set.of(providers);
    }

    @Override
    public Moment moment() {
        return moment;
    }

    /** Whether this fault can be ordered for the provider. */
    public boolean happensAt(ImageProvider provider) {
        return providers.isEmpty() || providers.contains(provider);
    }

    /** The moment at which a fault is drawn; at most one fault of each moment happens to one call. */
    public enum Moment {
        CALL,
        RESULT,
        PICTURE,
        TASK,
        CALLBACK,
        POLL
    }
}
