package studio.atelier.generation.picture;

/** The bytes are not a valid picture: truncated, damaged, or malicious. */
public final class PictureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PictureException(String message) {
        super(message);
    }

    PictureException(String message, Throwable cause) {
        super(message, cause);
    }
}
