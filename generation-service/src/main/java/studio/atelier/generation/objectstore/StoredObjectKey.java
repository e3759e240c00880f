package studio.atelier.generation.objectstore;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names one stored object: a folder, the id of what it belongs to, and a name, none of them chosen by a user.
 *
 * @param folder lower-case letters
 * @param id of the upload or image
 * @param name lower-case letters, digits and hyphens
 */
public record StoredObjectKey(String folder, UUID id, String name) {

    private static final Pattern FOLDER = Pattern.compile("[a-z]{1,32}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,100}");

    /** Checks that the key can only name a place inside the store. */
    public StoredObjectKey {
        if (!FOLDER.matcher(folder).matches() || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Invalid object key: " + folder + "/" + id + "/" + name);
        }
    }

    /**
     * Parses the textual form.
     *
     * @throws IllegalArgumentException if the text is not a key
     */
    public static StoredObjectKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("Invalid object key: " + text);
        }
        return new StoredObjectKey(parts[0], UUID.fromString(parts[1]), parts[2]);
    }

    @Override
    public String toString() {
        return folder + "/" + id + "/" + name;
    }
}
