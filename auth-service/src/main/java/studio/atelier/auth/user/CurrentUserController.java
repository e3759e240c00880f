package studio.atelier.auth.user;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** Endpoints for a user's own profile. */
@RestController
@RequestMapping("/api/v1/auth/me")
@Tag(name = "Me")
class CurrentUserController {

    private final UserRegistry users;
    private final ChooseUserLanguage chooseLanguage;
    private final UserRoleResolver roles;

    CurrentUserController(UserRegistry users, ChooseUserLanguage chooseLanguage, UserRoleResolver roles) {
        this.users = users;
        this.chooseLanguage = chooseLanguage;
        this.roles = roles;
    }

    @GetMapping
    @Operation(summary = "Who I am", operationId = "getMe")
    Mono<UserProfileResponse> findCurrentUser(Caller caller) {
        return users.findUser(caller.id())
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .map(user -> UserProfileResponse.of(user, roles));
    }

    @PatchMapping
    @Operation(
            summary = "Choose my language",
            description = "It is kept over the language of Telegram. Tokens carry it from the next refresh on.",
            operationId = "updateMe")
    Mono<UserProfileResponse> updateCurrentUser(Caller caller, @Valid @RequestBody UpdateMeRequest request) {
        return chooseLanguage.handle(caller.id(), request.language()).map(user -> UserProfileResponse.of(user, roles));
    }

    /** What a user may change. */
    record UpdateMeRequest(@NotNull SupportedLanguage language) {}
}
