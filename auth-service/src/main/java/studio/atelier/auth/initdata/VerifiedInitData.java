package studio.atelier.auth.initdata;

import java.time.Instant;

/**
 * VerifiedInitData that Telegram wrote for our bot.
 *
 * @param fingerprint SHA-256 of the signed content in lower-case hex: the same however the text around it is arranged
 * @param authDate when Telegram wrote it, in whole seconds
 */
public record VerifiedInitData(TelegramUserProfile user, Instant authDate, String fingerprint) {}
