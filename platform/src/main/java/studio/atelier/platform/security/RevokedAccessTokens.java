package studio.atelier.platform.security;

/** Tokens that are not honoured although they have not expired. A service may declare a bean that knows some. */
@FunctionalInterface
public interface RevokedAccessTokens {

    /** Whether this token was revoked. Asked for every request, so it answers from memory. */
    boolean isRevoked(VerifiedAccessToken token);
}
