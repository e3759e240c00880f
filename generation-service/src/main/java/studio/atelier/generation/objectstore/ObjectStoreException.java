package studio.atelier.generation.objectstore;

/** The store could not do what was asked. */
public abstract sealed class ObjectStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ObjectStoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The object is not there. */
    public static final class StoredObjectMissingException extends ObjectStoreException {

        private static final long serialVersionUID = 1L;

        StoredObjectMissingException(StoredObjectKey key, Throwable cause) {
            super("No object " + key, cause);
        }
    }

    /** The disk is full, broken or away; the same call may work later. */
    public static final class ObjectStoreUnavailableException extends ObjectStoreException {

        private static final long serialVersionUID = 1L;

        ObjectStoreUnavailableException(StoredObjectKey key, Throwable cause) {
            this("The store failed at object " + key, cause);
        }

        /** Without the name of an object. */
        public ObjectStoreUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
