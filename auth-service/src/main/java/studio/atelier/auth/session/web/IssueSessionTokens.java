package studio.atelier.auth.session.web;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.OpenedLoginSession;
import studio.atelier.auth.token.IssueAccessToken;
import studio.atelier.auth.token.IssuedAccessToken;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserProfileResponse;
import studio.atelier.auth.user.UserRoleResolver;

/** Issues the tokens of a session. */
@Component
public class IssueSessionTokens {

    private final IssueAccessToken issueAccessToken;
    private final UserRoleResolver roles;

    IssueSessionTokens(IssueAccessToken issueAccessToken, UserRoleResolver roles) {
        this.issueAccessToken = issueAccessToken;
        this.roles = roles;
    }

    /** Issues an access token for the session and returns it with the session's refresh token. */
    public Mono<Tokens> handle(User user, OpenedLoginSession session) {
        return issueAccessToken.handle(user, session.id()).map(access -> toTokens(user, session, access));
    }

    private Tokens toTokens(User user, OpenedLoginSession session, IssuedAccessToken access) {
        return new Tokens(
                access.value(),
                session.token().value(),
                access.lifetime().toSeconds(),
                UserProfileResponse.of(user, roles));
    }
}
