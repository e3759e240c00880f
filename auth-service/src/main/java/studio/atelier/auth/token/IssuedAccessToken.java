package studio.atelier.auth.token;

import java.time.Duration;

/**
 * A signed access token.
 *
 * @param value the JWT in compact form
 * @param lifetime how long it is valid from now
 */
public record IssuedAccessToken(String value, Duration lifetime) {

    @Override
    public String toString() {
        return "IssuedAccessToken[lifetime=" + lifetime + "]";
    }
}
