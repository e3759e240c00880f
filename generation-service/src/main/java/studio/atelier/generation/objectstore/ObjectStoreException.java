package studio.atelier.generation.objectstore;

/** An operation of the object store failed. */
public abstract sealed class ObjectStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ObjectStoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The object does not exist. */
    public static final class StoredObjectMissingException extends ObjectStoreException {

        private static final long serialVersionUID = 1L;

        StoredObjectMissingException(StoredObjectKey key, Throwable cause) {
            super("Missing object " + key, cause);
        }
    }

    /** The disk is full, broken or unavailable; the same call may work later. */
    public static final class ObjectStoreUnavailableException extends ObjectStoreException {

        private static final long serialVersionUID = 1L;

        ObjectStoreUnavailableException(StoredObjectKey key, Throwable cause) {
            this("The object store failed at object " + key, cause);
        }

        /** Without the name of an object. */
        public ObjectStoreUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
