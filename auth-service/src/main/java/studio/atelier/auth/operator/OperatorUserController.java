package studio.atelier.auth.operator;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.auth.operator.OperatorUserResponse.OpenSession;
import studio.atelier.auth.session.UserSessions;
import studio.atelier.auth.user.KnownUsers;
import studio.atelier.auth.user.Roles;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserSearch;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** For ADMIN only, as every path below {@code /api/v1/admin/}. */
@RestController
@RequestMapping("/api/v1/admin/auth/users")
@Tag(name = "Operator: users")
class OperatorUserController {

    private final KnownUsers users;
    private final UserSessions sessions;
    private final BlockUser blockUser;
    private final Roles roles;

    OperatorUserController(KnownUsers users, UserSessions sessions, BlockUser blockUser, Roles roles) {
        this.users = users;
        this.sessions = sessions;
        this.blockUser = blockUser;
        this.roles = roles;
    }

    @GetMapping
    @Operation(
            summary = "Find people, those seen last first",
            description = "Who is seen again while one reads moves to the first page.",
            operationId = "findUsers")
    Mono<UserPage> search(
            @Parameter(
                            description = "An id, a Telegram id, @ and the beginning of a username, or the beginning of"
                                    + " a username, a first name (the last name may follow) or a last name, in any"
                                    + " case; everybody if it is empty")
                    @RequestParam(defaultValue = "")
                    @Size(max = 200)
                    String query,
            @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) @Nullable String cursor) {
        return users.search(UserSearch.parse(query), UserCursor.read(cursor), limit + 1)
                .collectList()
                .map(found -> page(found, limit));
    }

    @GetMapping("/{userId}")
    @Operation(summary = "A person and their open sessions", operationId = "findUser")
    Mono<OperatorUserResponse> user(@PathVariable UUID userId) {
        return users.find(new UserId(userId))
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(this::withSessions);
    }

    @PutMapping("/{userId}/block")
    @Operation(
            summary = "Keep a person out",
            description = "All their sessions end at once. May be repeated; another reason replaces the one before.",
            operationId = "blockUser")
    @ApiResponse(responseCode = "200", description = "Blocked")
    @ApiResponse(responseCode = "409", description = "USER_IS_ADMIN")
    Mono<OperatorUserResponse> block(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID userId,
            @Valid @RequestBody BlockUserRequest request) {
        return blockUser
                .block(caller.id(), new UserId(userId), request.reason().strip())
                .flatMap(this::withSessions);
    }

    @DeleteMapping("/{userId}/block")
    @Operation(
            summary = "Let a person in again",
            description = "They have to log in. May be repeated.",
            operationId = "unblockUser")
    Mono<OperatorUserResponse> unblock(@Parameter(hidden = true) Caller caller, @PathVariable UUID userId) {
        return blockUser.unblock(caller.id(), new UserId(userId)).flatMap(this::withSessions);
    }

    private UserPage page(List<User> found, int limit) {
        List<User> shown = found.subList(0, Math.min(limit, found.size()));
        return new UserPage(
                shown.stream()
                        .map(user -> OperatorUserResponse.of(user, roles, null))
                        .toList(),
                found.size() > limit ? UserCursor.after(shown.getLast()) : null);
    }

    private Mono<OperatorUserResponse> withSessions(User user) {
        return sessions.findOpen(user.id())
                .map(OpenSession::of)
                .collectList()
                .map(open -> OperatorUserResponse.of(user, roles, open));
    }

    /** Why a person is kept out, for other operators. */
    record BlockUserRequest(@NotBlank @Size(max = 500) String reason) {}

    /** Some people. */
    @Schema(name = "OperatorUserPage")
    record UserPage(
            List<OperatorUserResponse> items,
            @Schema(types = {"string", "null"}) @Nullable String nextCursor) {}
}
