package studio.atelier.auth.session;

import java.util.UUID;

/** A session and the token that its client goes on with. */
public record OpenedLoginSession(UUID id, RefreshToken token) {}
