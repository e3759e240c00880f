package studio.atelier.generation.picture;

/** The bytes are not the picture they seem to be: truncated, damaged, or made to do harm. */
public final class PictureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PictureException(String message) {
        super(message);
    }

    PictureException(String message, Throwable cause) {
        super(message, cause);
    }
}
