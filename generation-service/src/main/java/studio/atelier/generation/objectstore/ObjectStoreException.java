package studio.atelier.generation.objectstore;

/** The store could not do what was asked. */
public abstract sealed class ObjectStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ObjectStoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The object is not there. */
    public static final class Missing extends ObjectStoreException {

        private static final long serialVersionUID = 1L;

        Missing(ObjectKey key, Throwable cause) {
            super("No object " + key, cause);
        }
    }

    /** The disk is full, broken or away; the same call may work later. */
    public static final class Unavailable extends ObjectStoreException {

        private static final long serialVersionUID = 1L;

        Unavailable(ObjectKey key, Throwable cause) {
            this("The store failed at object " + key, cause);
        }

        /** Without the name of an object. */
        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
