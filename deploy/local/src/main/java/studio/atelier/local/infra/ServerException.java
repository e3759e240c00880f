package studio.atelier.local.infra;

/** A server failed to be prepared, started or stopped; the message says why and where its log is. */
public final class ServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ServerException(String message) {
        super(message);
    }

    public ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
