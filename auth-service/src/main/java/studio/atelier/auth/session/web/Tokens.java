package studio.atelier.auth.session.web;

import io.swagger.v3.oas.annotations.media.Schema;
import studio.atelier.auth.user.UserProfileResponse;

/**
 * The tokens a client gets after a login or a refresh.
 *
 * @param expiresIn seconds until the access token expires
 */
@Schema(description = "What a client goes on with after a login or a refresh")
public record Tokens(
        @Schema(description = "JWT for the Authorization header, scheme Bearer")
        String accessToken,

        @Schema(description = "Good for one refresh; keep it secret")
        String refreshToken,

        @Schema(description = "Seconds until the access token is no longer honoured", example = "900")
        long expiresIn,

        UserProfileResponse user) {

    @Override
    public String toString() {
        return "Tokens[expiresIn=" + expiresIn + "]";
    }
}
