package studio.atelier.platform.security;

import java.time.Instant;

/** What a verified access token says. */
public record VerifiedAccessToken(Caller caller, Instant issuedAt, Instant expiresAt) {}
