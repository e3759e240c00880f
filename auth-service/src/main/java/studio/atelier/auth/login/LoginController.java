package studio.atelier.auth.login;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.web.Tokens;

/** Login endpoint. */
@RestController
@Tag(name = "Login")
class LoginController {

    private final LogInWithTelegram logIn;

    LoginController(LogInWithTelegram logIn) {
        this.logIn = logIn;
    }

    @PostMapping("/api/v1/auth/telegram")
    @SecurityRequirements
    @Operation(
            summary = "Log in with a Mini App's initData",
            description = "Send Telegram.WebApp.initData as it is. The same initData is good for a limited number of"
                    + " logins within its life, since a reload of the Mini App sends it again.",
            operationId = "logIn")
    @ApiResponse(responseCode = "200", description = "Logged in")
    @ApiResponse(responseCode = "400", description = "INIT_DATA_MALFORMED, VALIDATION_FAILED")
    @ApiResponse(
            responseCode = "401",
            description = "INIT_DATA_SIGNATURE_INVALID, INIT_DATA_EXPIRED, INIT_DATA_FROM_FUTURE, INIT_DATA_REPLAYED")
    @ApiResponse(responseCode = "403", description = "USER_BLOCKED")
    @ApiResponse(responseCode = "503", description = "SERVICE_UNAVAILABLE: try again shortly")
    Mono<Tokens> logIn(
            @Valid @RequestBody LoginRequest request,
            @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.USER_AGENT, defaultValue = "")
                    String userAgent) {
        return logIn.handle(request.initData(), userAgent);
    }

    /** A login request with the initData of a Mini App. */
    record LoginRequest(
            @NotBlank @Schema(description = "The raw query string Telegram.WebApp.initData")
            String initData) {

        @Override
        public String toString() {
            return "LoginRequest";
        }
    }
}
