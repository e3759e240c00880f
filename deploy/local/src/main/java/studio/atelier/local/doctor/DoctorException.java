package studio.atelier.local.doctor;

/** A check could not be made; the message says why. */
final class DoctorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DoctorException(String message, Throwable cause) {
        super(message, cause);
    }
}
