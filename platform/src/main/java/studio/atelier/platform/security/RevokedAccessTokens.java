package studio.atelier.platform.security;

/** Access tokens that are refused although they have not expired. A service may declare a bean that knows some. */
@FunctionalInterface
public interface RevokedAccessTokens {

    /** Whether this token was revoked. Called for every request, so it answers from memory. */
    boolean isRevoked(VerifiedAccessToken token);
}
