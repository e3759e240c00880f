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
import studio.atelier.auth.operator.OperatorUserResponse.OperatorUserSessionResponse;
import studio.atelier.auth.session.OpenUserSessions;
import studio.atelier.auth.user.RegisteredUsers;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserRoleResolver;
import studio.atelier.auth.user.UserSearchQuery;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** Requires the role ADMIN, like every path below {@code /api/v1/admin/}. */
@RestController
@RequestMapping("/api/v1/admin/auth/users")
@Tag(name = "Operator: users")
class OperatorUserController {

    private final RegisteredUsers users;
    private final OpenUserSessions sessions;
    private final ChangeUserBlock blockUser;
    private final UserRoleResolver roles;

    OperatorUserController(
            RegisteredUsers users, OpenUserSessions sessions, ChangeUserBlock blockUser, UserRoleResolver roles) {
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
    Mono<OperatorUserPageResponse> listUsers(
            @Parameter(
                            description = "An id, a Telegram id, @ and the beginning of a username, or the beginning of"
                                    + " a username, a first name (the last name may follow) or a last name, in any"
                                    + " case; everybody if it is empty")
                    @RequestParam(defaultValue = "")
                    @Size(max = 200)
                    String query,
            @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) @Nullable String cursor) {
        return users.listUsers(UserSearchQuery.parse(query), UserSearchCursor.decodeCursor(cursor), limit + 1)
                .collectList()
                .map(found -> toUserPage(found, limit));
    }

    @GetMapping("/{userId}")
    @Operation(summary = "A person and their open sessions", operationId = "findUser")
    Mono<OperatorUserResponse> findUser(@PathVariable UUID userId) {
        return users.findUser(new UserId(userId))
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
    Mono<OperatorUserResponse> blockUser(
            Caller caller, @PathVariable UUID userId, @Valid @RequestBody BlockUserRequest request) {
        return blockUser
                .blockUser(caller.id(), new UserId(userId), request.reason().strip())
                .flatMap(this::withSessions);
    }

    @DeleteMapping("/{userId}/block")
    @Operation(
            summary = "Let a person in again",
            description = "They have to log in. May be repeated.",
            operationId = "unblockUser")
    Mono<OperatorUserResponse> unblockUser(Caller caller, @PathVariable UUID userId) {
        return blockUser.unblockUser(caller.id(), new UserId(userId)).flatMap(this::withSessions);
    }

    private OperatorUserPageResponse toUserPage(List<User> found, int limit) {
        List<User> shown = found.subList(0, Math.min(limit, found.size()));
        return new OperatorUserPageResponse(
                shown.stream()
                        .map(user -> OperatorUserResponse.of(user, roles, null))
                        .toList(),
                found.size() > limit ? UserSearchCursor.encodeCursorAfter(shown.getLast()) : null);
    }

    private Mono<OperatorUserResponse> withSessions(User user) {
        return sessions.findOpen(user.id())
                .map(OperatorUserSessionResponse::of)
                .collectList()
                .map(open -> OperatorUserResponse.of(user, roles, open));
    }

    /** The reason for a block, shown to other operators. */
    record BlockUserRequest(@NotBlank @Size(max = 500) String reason) {}

    /** A page of users. */
    @Schema(name = "OperatorUserPage")
    record OperatorUserPageResponse(
            List<OperatorUserResponse> items,
            @Schema(types = {"string", "null"}) @Nullable String nextCursor) {}
}
