package studio.atelier.chat.bot;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.platform.language.SupportedLanguage;

/** Formats a balance as text. */
@Component
class BalanceMessageText {

    private final LocalizedBotTexts texts;
    private final BotTextProperties properties;
    private final Clock clock;

    BalanceMessageText(LocalizedBotTexts texts, BotTextProperties properties, Clock clock) {
        this.texts = texts;
        this.properties = properties;
        this.clock = clock;
    }

    /** The units that pay for actions, one line for each source: nothing is sold for other units yet. */
    String describeBalance(Balance balance, SupportedLanguage language) {
        List<String> lines = new ArrayList<>();
        lines.add(texts.formatText(language, "balance.title"));
        if (balance.plan() != null) {
            lines.add(texts.formatText(
                    language,
                    "balance.plan",
                    texts.formatCount(language, "actions", balance.plan().actionsLeft()),
                    formatDate(balance.plan().renewsAt(), language)));
        }
        balance.units().forEach((source, units) -> {
            if (source.unit() == PriceUnit.ACTIONS) {
                lines.add(texts.formatCount(language, source.wireName(), units));
            }
        });
        lines.add(describeFreeQuota(balance.free(), language));
        return String.join("\n", lines);
    }

    /** The last known balance may be from a month that has ended; the new month's quota is then still whole. */
    private String describeFreeQuota(Balance.FreeQuotaBalance free, SupportedLanguage language) {
        return free.renewsAt().isAfter(clock.instant())
                ? texts.formatText(
                        language,
                        "balance.free",
                        texts.formatCount(language, "actions", free.actionsLeft()),
                        formatDate(free.renewsAt(), language))
                : texts.formatText(language, "balance.free-renewed");
    }

    private String formatDate(Instant moment, SupportedLanguage language) {
        ZoneId zone = properties.zone();
        return DateTimeFormatter.ofPattern("d MMMM", language.toLocale()).format(moment.atZone(zone));
    }
}
