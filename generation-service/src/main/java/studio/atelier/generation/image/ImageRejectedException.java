package studio.atelier.generation.image;

/** The provider's bytes are not the image it declared; counts as the provider's failure. */
public final class ImageRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The reasons. */
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

    /** Returns the reason. */
    public ImageRejectionReason rejectionReason() {
        return reason;
    }
}
