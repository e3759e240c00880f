package studio.atelier.auth.initdata;

import java.time.Instant;

/**
 * InitData that Telegram signed for our bot.
 *
 * @param fingerprint SHA-256 of the signed content in lower-case hex; does not depend on the order of the pairs
 * @param authDate when Telegram signed it, in whole seconds
 */
public record VerifiedInitData(TelegramUserProfile user, Instant authDate, String fingerprint) {}
