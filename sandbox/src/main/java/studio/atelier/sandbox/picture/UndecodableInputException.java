package studio.atelier.sandbox.picture;

/** An input is not a picture. */
public class UndecodableInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UndecodableInputException(String why) {
        super(why);
    }
}
