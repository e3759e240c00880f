package studio.atelier.auth.session.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.DeviceDescription;
import studio.atelier.auth.session.EndLoginSessions;
import studio.atelier.auth.session.LoginSession;
import studio.atelier.auth.session.LoginSessions;
import studio.atelier.auth.session.RefreshLoginSession;
import studio.atelier.platform.security.Caller;

/** Endpoints for refreshing, listing and ending sessions. */
@RestController
@RequestMapping("/api/v1/auth")
@Tag(name = "Sessions")
class SessionController {

    private final RefreshLoginSession refreshSession;
    private final EndLoginSessions endSessions;
    private final IssueSessionTokens issueTokens;
    private final LoginSessions sessions;
    private final Clock clock;

    SessionController(
            RefreshLoginSession refreshSession,
            EndLoginSessions endSessions,
            IssueSessionTokens issueTokens,
            LoginSessions sessions,
            Clock clock) {
        this.refreshSession = refreshSession;
        this.endSessions = endSessions;
        this.issueTokens = issueTokens;
        this.sessions = sessions;
        this.clock = clock;
    }

    @PostMapping("/refresh")
    @SecurityRequirements
    @Operation(
            summary = "Exchange a refresh token for new tokens",
            description = "A refresh token is good for one use. Repeated within a minute, because the answer was lost,"
                    + " it gets new tokens once more; used later again, it ends its session.",
            operationId = "refresh")
    @ApiResponse(responseCode = "200", description = "New tokens")
    @ApiResponse(
            responseCode = "401",
            description = "REFRESH_TOKEN_INVALID, REFRESH_TOKEN_REUSED or SESSION_ENDED: log in again")
    @ApiResponse(responseCode = "403", description = "USER_BLOCKED")
    Mono<Tokens> refreshTokens(@Valid @RequestBody RefreshTokenRequest request) {
        return refreshSession
                .handle(request.refreshToken())
                .flatMap(refreshed -> issueTokens.handle(refreshed.user(), refreshed.session()));
    }

    @PostMapping("/logout")
    @SecurityRequirements
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "End the session of a refresh token",
            description = "A token that means nothing is no error. Access tokens of the session end at once.",
            operationId = "logOut")
    Mono<Void> logOut(@Valid @RequestBody RefreshTokenRequest request) {
        return endSessions.ofToken(request.refreshToken());
    }

    @PostMapping("/logout-all")
    @SecurityRequirements
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "End all my sessions",
            description = "Whose they are, the refresh token says; its session must be open.",
            operationId = "logOutEverywhere")
    @ApiResponse(responseCode = "401", description = "REFRESH_TOKEN_INVALID or SESSION_ENDED")
    Mono<Void> logOutEverywhere(@Valid @RequestBody RefreshTokenRequest request) {
        return endSessions.endEverywhere(request.refreshToken());
    }

    @GetMapping("/sessions")
    @Operation(
            summary = "My open sessions",
            description = "The one used last comes first. There are never more than twenty, so there is one page.",
            operationId = "listSessions")
    Mono<SessionList> listSessions(Caller caller) {
        return sessions.openOf(caller.id(), clock.instant())
                .map(session -> SessionResponse.of(session, caller))
                .collectList()
                .map(items -> new SessionList(items, null));
    }

    @DeleteMapping("/sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "End one of my sessions", operationId = "endSession")
    @ApiResponse(responseCode = "404", description = "NOT_FOUND: not open, or not mine")
    Mono<Void> endSession(Caller caller, @PathVariable UUID id) {
        return endSessions.fromList(caller.id(), id);
    }

    /** Identifies a session by its refresh token. */
    record RefreshTokenRequest(
            @NotBlank @Schema(description = "From the last login or refresh")
            String refreshToken) {

        @Override
        public String toString() {
            return "RefreshTokenRequest";
        }
    }

    /** All open sessions. */
    record SessionList(
            List<SessionResponse> items,
            @Schema(types = {"string", "null"}) @Nullable String nextCursor) {}

    /** A session in the API. */
    @Schema(name = "Session")
    record SessionResponse(
            UUID id,

            @Schema(description = "Browser and system, as far as known", example = "Telegram, Android")
            String device,

            Instant createdAt,
            Instant lastUsedAt,

            @Schema(description = "End, if it is not refreshed before")
            Instant expiresAt,

            @Schema(description = "Whether this very request belongs to it")
            boolean current) {

        static SessionResponse of(LoginSession session, Caller caller) {
            return new SessionResponse(
                    session.id(),
                    DeviceDescription.describeDevice(session.userAgent()),
                    session.createdAt(),
                    session.lastUsedAt(),
                    session.expiresAt(),
                    session.id().equals(caller.sessionId()));
        }
    }
}
