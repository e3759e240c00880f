package studio.atelier.chat.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BotCommandTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "/start, START",
                "/start ref_7, START",
                "/BALANCE@AtelierBot, BALANCE",
                "'/help\nnow', HELP",
                "/starts, null",
                "/, null",
                "hello, null",
                "'', null",
                "' /start', null"
            })
    void readsTheCommandOfAText(String text, @Nullable BotCommand command) {
        assertThat(BotCommand.parse(text)).isEqualTo(Optional.ofNullable(command));
    }
}
