package studio.atelier.auth.session;

import java.util.UUID;

/** A session and its new refresh token. */
public record OpenedLoginSession(UUID id, RefreshToken token) {}
