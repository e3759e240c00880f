package studio.atelier.chat.notice;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.springframework.stereotype.Component;
import studio.atelier.chat.bot.BotTextProperties;
import studio.atelier.chat.bot.LocalizedBotTexts;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.platform.language.SupportedLanguage;

/** Formats an operator notice as text. */
@Component
class OperatorNoticeText {

    private static final Set<String> KNOWN_REASONS =
            Set.of("OPERATOR", "ACCOUNT_TROUBLE", "OUT_OF_CREDIT", "SPENDING_CAP");

    private final LocalizedBotTexts texts;
    private final BotTextProperties properties;

    OperatorNoticeText(LocalizedBotTexts texts, BotTextProperties properties) {
        this.texts = texts;
        this.properties = properties;
    }

    String describeNotice(OperatorNotice notice, SupportedLanguage language) {
        String subject = notice.subject();
        return switch (notice.kind()) {
            case QUEUE_PAUSED -> queuePaused(notice, language);
            case QUEUE_RESUMED -> texts.formatText(language, "notice.queue-resumed", subject);
            case BUDGET_SPENT -> texts.formatText(language, "notice.budget-spent", subject);
            case CREDIT_LOW ->
                texts.formatText(
                        language,
                        "notice.credit-low",
                        subject,
                        notice.details().getOrDefault("amount", "?"),
                        notice.details().getOrDefault("unit", "?"));
            case PROCESS_RESTARTED ->
                texts.formatText(
                        language,
                        "notice.process-restarted",
                        subject,
                        notice.details().getOrDefault("reason", "?"));
            case DEAD_LETTERS ->
                texts.formatText(
                        language,
                        "notice.dead-letters",
                        subject,
                        notice.details().getOrDefault("group", "?"),
                        notice.details().getOrDefault("reason", "?"));
            case UNKNOWN -> texts.formatText(language, "notice.unknown", subject);
        };
    }

    private String queuePaused(OperatorNotice notice, SupportedLanguage language) {
        String reason = describeReason(notice.details().getOrDefault("reason", "?"), language);
        String until = notice.details().get("until");
        return until == null
                ? texts.formatText(language, "notice.queue-paused", notice.subject(), reason)
                : texts.formatText(
                        language, "notice.queue-paused-until", notice.subject(), formatTime(until, language), reason);
    }

    private String describeReason(String code, SupportedLanguage language) {
        return KNOWN_REASONS.contains(code) ? texts.formatText(language, "notice.reason." + code) : code;
    }

    private String formatTime(String instant, SupportedLanguage language) {
        try {
            return DateTimeFormatter.ofPattern("d MMMM HH:mm z", language.toLocale())
                    .format(Instant.parse(instant).atZone(properties.zone()));
        } catch (DateTimeException notAnInstant) {
            return instant;
        }
    }
}
