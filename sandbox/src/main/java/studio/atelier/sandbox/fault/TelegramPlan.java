package studio.atelier.sandbox.fault;

import java.util.Map;
import java.util.Set;

/**
 * The behaviour of Telegram from now on.
 *
 * @param rateLimit whether more than about one message a second to one chat is refused with 429
 * @param retryAfterSeconds the {@code retry_after} of injected refusals
 * @param blockedBy Telegram ids of users who have blocked the bot
 * @param hangMs how long a hanging call stays open
 * @param next how many of the next occasions each fault happens on; counted down each time
 * @param rates probability, from 0 to 1, of each fault when none of {@code next} applies
 */
public record TelegramPlan(
        boolean rateLimit,
        int retryAfterSeconds,
        Set<Long> blockedBy,
        int hangMs,
        Map<TelegramFault, Integer> next,
        Map<TelegramFault, Double> rates) {

    static final TelegramPlan CALM = new TelegramPlan(false, 2, Set.of(), 120_000, Map.of(), Map.of());

    public TelegramPlan {
        if (retryAfterSeconds < 0 || hangMs < 0) {
            throw new IllegalArgumentException("telegram: retryAfterSeconds and hangMs must not be negative");
        }
        Checks.counts("telegram.next", next);
        Checks.probabilities("telegram.rates", rates);
        blockedBy = Set.copyOf(blockedBy);
        next = Map.copyOf(next);
        rates = Map.copyOf(rates);
    }

    TelegramPlan withNext(Map<TelegramFault, Integer> changed) {
        return new TelegramPlan(rateLimit, retryAfterSeconds, blockedBy, hangMs, changed, rates);
    }
}
