package studio.atelier.chat.bot;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The bot's commands, in the order of its menu; each has a description {@code command.<name>} in the bot's texts. */
enum BotCommand {
    START,
    BALANCE,
    HELP;

    /** The command in a text such as {@code /start@our_bot parameter}; empty if the text does not begin with one. */
    static Optional<BotCommand> parse(String text) {
        if (!text.startsWith("/")) {
            return Optional.empty();
        }
        String name = text.substring(1).split("[\\s@]", 2)[0].toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(command -> command.commandName().equals(name))
                .findFirst();
    }

    /** The name without the slash. */
    String commandName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
