package studio.atelier.generation.provider.pollinations;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Recognizes the notice that Pollinations sends as a picture, with status 200, when an account calls too often. Two
 * requests never give the same bytes, so a file that came for another request before is such a notice. The first of an
 * unknown notice cannot be told from a picture; its hash belongs into the settings. Thread-safe.
 */
final class PollinationsNotices {

    private static final int REMEMBERED = 2000;
    private static final int NOTICE = 0;

    private final Set<String> known;

    /** The requests' hash codes by the hashes of their files, the latest used last. */
    private final Map<String, Integer> requests = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Creates the memory.
     *
     * @param known SHA-256 hashes of notices, in lower-case hex
     */
    PollinationsNotices(Set<String> known) {
        this.known = known;
    }

    /** Whether the file is a notice; remembers it as the file of this request otherwise. */
    boolean isNotice(byte[] file, URI request) {
        String hash = HexFormat.of().formatHex(newDigest().digest(file));
        return known.contains(hash) || cameForAnother(hash, request.hashCode() | 1);
    }

    private synchronized boolean cameForAnother(String hash, int request) {
        Integer earlier = requests.putIfAbsent(hash, request);
        if (earlier == null || earlier == request) {
            return false;
        }
        requests.put(hash, NOTICE);
        return true;
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
