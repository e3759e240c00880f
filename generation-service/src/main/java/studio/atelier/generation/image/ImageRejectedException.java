package studio.atelier.generation.image;

/** What a provider sent is not the picture it promised; counts as the provider's failure. */
public final class ImageRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum ImageRejectionReason {
        EMPTY,
        NOT_DECODABLE,
        OTHER_TYPE,
        TOO_LARGE
    }

    private final ImageRejectionReason reason;

    ImageRejectedException(ImageRejectionReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What is wrong with it. */
    public ImageRejectionReason rejectionReason() {
        return reason;
    }
}
