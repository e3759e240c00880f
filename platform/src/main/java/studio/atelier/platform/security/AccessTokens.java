package studio.atelier.platform.security;

import reactor.core.publisher.Mono;

/**
 * Verifies access tokens: JWTs signed with ES256 by a key of {@link AccessTokenKeys}, with our issuer and audience,
 * within their validity. Verified tokens are cached by their hash, for at most 30 s and never past their expiry.
 */
public interface AccessTokens {

    /**
     * Verifies a token.
     *
     * @return the token's claims; fails with {@link org.springframework.security.core.AuthenticationException} if it is
     *     not valid, and with {@code SERVICE_UNAVAILABLE} if no key could be read yet
     */
    Mono<VerifiedAccessToken> verifyToken(String token);
}
