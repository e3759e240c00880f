package studio.atelier.auth.session;

import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.auth.token.AccessToken;
import studio.atelier.auth.token.IssueAccessToken;
import studio.atelier.auth.user.Roles;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserView;

/** Puts together what a client goes on with. */
@Service
public class IssueTokens {

    private final IssueAccessToken issueAccessToken;
    private final Roles roles;

    IssueTokens(IssueAccessToken issueAccessToken, Roles roles) {
        this.issueAccessToken = issueAccessToken;
        this.roles = roles;
    }

    /** An access token for the session, beside the session's refresh token. */
    public Mono<Tokens> handle(User user, OpenedSession session) {
        return issueAccessToken.handle(user, session.id()).map(access -> tokens(user, session, access));
    }

    private Tokens tokens(User user, OpenedSession session, AccessToken access) {
        return new Tokens(
                access.value(), session.token().value(), access.lifetime().toSeconds(), UserView.of(user, roles));
    }
}
