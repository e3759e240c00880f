package studio.atelier.auth.signingkey;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signing key as stored in the database.
 *
 * @param id the {@code kid} of its tokens
 * @param publicJwk its public part, JSON
 * @param lockedJwk the whole key, encrypted, in base64
 * @param signsFrom when it takes over
 * @param publishedUntil when it is no longer needed; null while there is no next key
 */
record StoredSigningKey(
        String id,
        String publicJwk,
        String lockedJwk,
        Instant signsFrom,
        @Nullable Instant publishedUntil) {}
