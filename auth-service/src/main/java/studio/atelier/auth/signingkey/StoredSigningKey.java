package studio.atelier.auth.signingkey;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signing key as it lies in the database.
 *
 * @param id the {@code kid} of its tokens
 * @param publicJwk its public part, JSON
 * @param lockedJwk the whole key, encrypted, in base64
 * @param signsFrom when it takes over
 * @param publishedUntil when nobody needs it any more; null while no next key is there
 */
record StoredSigningKey(
        String id,
        String publicJwk,
        String lockedJwk,
        Instant signsFrom,
        @Nullable Instant publishedUntil) {}
