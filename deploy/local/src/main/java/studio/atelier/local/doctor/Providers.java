package studio.atelier.local.doctor;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.atelier.local.process.HttpProbe;
import studio.atelier.local.settings.Environment;

/** Checks the external services, or the sandbox that stands in for them. */
final class Providers {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern CREDITS = Pattern.compile("\"data\"\\s*:\\s*(-?\\d+)");
    private static final Pattern BOT = Pattern.compile("\"username\"\\s*:\\s*\"([^\"]+)\"");
    private static final int FEW_CREDITS = 100;

    private Providers() {}

    static List<Finding> look(Environment environment) {
        HttpProbe probe = new HttpProbe(LIMIT);
        return List.of(kie(probe, environment), telegram(probe, environment));
    }

    private static Finding kie(HttpProbe probe, Environment environment) {
        String who = environment.usesSandboxForKie() ? "kie.ai (sandbox)" : "kie.ai";
        URI address = URI.create(environment.get("ATELIER_KIE_API_URL") + "/api/v1/chat/credit");
        Map<String, String> key = Map.of("Authorization", "Bearer " + environment.get("ATELIER_KIE_API_KEY"));
        try {
            Matcher credits = CREDITS.matcher(probe.get(address, key).body());
            if (!credits.find()) {
                return Finding.broken(who + " does not accept the key", "check ATELIER_KIE_API_KEY in .env");
            }
            long left = Long.parseLong(credits.group(1));
            return Finding.of(
                    left >= FEW_CREDITS, "%s has %d credits left".formatted(who, left), "top up at https://kie.ai");
        } catch (IOException e) {
            return Finding.broken(
                    who + " cannot be reached: " + e.getMessage(), reach(environment.usesSandboxForKie()));
        }
    }

    /** The address contains the bot's token, so no message shows it. */
    private static Finding telegram(HttpProbe probe, Environment environment) {
        String who = environment.usesSandboxForTelegram() ? "Telegram (sandbox)" : "Telegram";
        URI address = URI.create("%s/bot%s/getMe"
                .formatted(environment.get("ATELIER_TELEGRAM_API_URL"), environment.get("ATELIER_TELEGRAM_BOT_TOKEN")));
        try {
            Matcher bot = BOT.matcher(probe.get(address, Map.of()).body());
            return bot.find()
                    ? Finding.fine("%s knows the bot @%s".formatted(who, bot.group(1)))
                    : Finding.broken(who + " does not accept the token", "check ATELIER_TELEGRAM_BOT_TOKEN in .env");
        } catch (IOException e) {
            return Finding.broken(who + " cannot be reached", reach(environment.usesSandboxForTelegram()));
        }
    }

    private static String reach(boolean sandbox) {
        return sandbox ? "./atelier logs sandbox" : "check the network of this machine";
    }
}
