package studio.atelier.chat.notice;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.springframework.stereotype.Component;
import studio.atelier.chat.bot.BotProperties;
import studio.atelier.chat.bot.Texts;
import studio.atelier.chat.person.Language;
import studio.atelier.contracts.operator.OperatorNotice;

/** Puts an operator's notice into words. */
@Component
class NoticeText {

    private static final Set<String> KNOWN_REASONS = Set.of("OPERATOR", "ACCOUNT_TROUBLE", "SPENDING_CAP");

    private final Texts texts;
    private final BotProperties properties;

    NoticeText(Texts texts, BotProperties properties) {
        this.texts = texts;
        this.properties = properties;
    }

    String of(OperatorNotice notice, Language language) {
        String subject = notice.subject();
        return switch (notice.kind()) {
            case QUEUE_PAUSED -> queuePaused(notice, language);
            case QUEUE_RESUMED -> texts.say(language, "notice.queue-resumed", subject);
            case BUDGET_SPENT -> texts.say(language, "notice.budget-spent", subject);
            case PROCESS_RESTARTED ->
                texts.say(
                        language,
                        "notice.process-restarted",
                        subject,
                        notice.details().getOrDefault("reason", "?"));
            case DEAD_LETTERS ->
                texts.say(
                        language,
                        "notice.dead-letters",
                        subject,
                        notice.details().getOrDefault("group", "?"),
                        notice.details().getOrDefault("reason", "?"));
            case UNKNOWN -> texts.say(language, "notice.unknown", subject);
        };
    }

    private String queuePaused(OperatorNotice notice, Language language) {
        String reason = reason(notice.details().getOrDefault("reason", "?"), language);
        String until = notice.details().get("until");
        return until == null
                ? texts.say(language, "notice.queue-paused", notice.subject(), reason)
                : texts.say(language, "notice.queue-paused-until", notice.subject(), time(until, language), reason);
    }

    private String reason(String code, Language language) {
        return KNOWN_REASONS.contains(code) ? texts.say(language, "notice.reason." + code) : code;
    }

    private String time(String instant, Language language) {
        try {
            return DateTimeFormatter.ofPattern("d MMMM HH:mm z", language.locale())
                    .format(Instant.parse(instant).atZone(properties.zone()));
        } catch (DateTimeException notAnInstant) {
            return instant;
        }
    }
}
