package studio.atelier.platform.security;

import java.time.Instant;

/** The claims of a verified access token. */
public record VerifiedAccessToken(Caller caller, Instant issuedAt, Instant expiresAt) {}
