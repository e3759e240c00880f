package studio.atelier.platform.security;

import reactor.core.publisher.Mono;

/**
 * Verifies access tokens: JWTs signed with ES256 or EdDSA by a key of {@link AccessTokenKeys}, of our issuer and
 * audience, within their time. Verified tokens are remembered, by a hash of theirs, for at most 30 s and never past
 * their end.
 */
public interface AccessTokens {

    /**
     * Verifies a token.
     *
     * @return what it says; fails with {@link org.springframework.security.core.AuthenticationException} if it is not
     *     to be trusted, and with {@code SERVICE_UNAVAILABLE} if no key could be read yet
     */
    Mono<VerifiedAccessToken> verifyToken(String token);
}
