package studio.atelier.local.doctor;

/** A check failed to run; the message says why. */
final class DoctorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DoctorException(String message, Throwable cause) {
        super(message, cause);
    }
}
