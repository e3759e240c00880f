package studio.atelier.chat.bot;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import studio.atelier.chat.person.Language;
import studio.atelier.contracts.billing.Balance;

/** Puts a balance into words. */
@Component
class BalanceText {

    private final Texts texts;
    private final BotProperties properties;
    private final Clock clock;

    BalanceText(Texts texts, BotProperties properties, Clock clock) {
        this.texts = texts;
        this.properties = properties;
        this.clock = clock;
    }

    /** What can be spent now, one line each. Energy and diamonds wait for something to spend them on. */
    String of(Balance balance, Language language) {
        List<String> lines = new ArrayList<>();
        lines.add(texts.say(language, "balance.title"));
        if (balance.plan() != null) {
            lines.add(texts.say(
                    language,
                    "balance.plan",
                    texts.count(language, "actions", balance.plan().actionsLeft()),
                    date(balance.plan().renewsAt(), language)));
        }
        lines.add(texts.count(language, "credits", balance.credits()));
        lines.add(free(balance.free(), language));
        return String.join("\n", lines);
    }

    /** What billing said last may be of a month that has ended; the new month's quota is whole again then. */
    private String free(Balance.Free free, Language language) {
        return free.renewsAt().isAfter(clock.instant())
                ? texts.say(
                        language,
                        "balance.free",
                        texts.count(language, "actions", free.actionsLeft()),
                        date(free.renewsAt(), language))
                : texts.say(language, "balance.free-renewed");
    }

    private String date(Instant moment, Language language) {
        ZoneId zone = properties.zone();
        return DateTimeFormatter.ofPattern("d MMMM", language.locale()).format(moment.atZone(zone));
    }
}
