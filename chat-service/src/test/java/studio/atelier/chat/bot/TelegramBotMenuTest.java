package studio.atelier.chat.bot;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramBotProperties;
import studio.atelier.platform.language.SupportedLanguage;

class TelegramBotMenuTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final TelegramApi telegram = mock();

    @BeforeEach
    void takeEverything() {
        when(telegram.setCommands(any(), any())).thenReturn(Mono.empty());
        when(telegram.setMenuButton(any(), any())).thenReturn(Mono.empty());
    }

    @Test
    void isToldOnce() {
        TelegramBotMenu menu = menuAt("https://atelier.example");

        StepVerifier.create(menu.publishMenu()).expectComplete().verify(LIMIT);
        StepVerifier.create(menu.publishMenu()).expectComplete().verify(LIMIT);

        verify(telegram, times(1)).setMenuButton("Open Atelier", "https://atelier.example");
    }

    @Test
    void isToldAgainAfterAFailure() {
        TelegramBotMenu menu = menuAt("https://atelier.example");
        when(telegram.setMenuButton(any(), any()))
                .thenReturn(Mono.error(new IllegalStateException("simulated")))
                .thenReturn(Mono.empty());

        StepVerifier.create(menu.publishMenu()).expectErrorMessage("simulated").verify(LIMIT);
        StepVerifier.create(menu.publishMenu()).expectComplete().verify(LIMIT);

        verify(telegram, times(2)).setMenuButton(any(), any());
    }

    @Test
    void hasNoButtonWhereTelegramDoesNotOpenTheMiniApp() {
        StepVerifier.create(menuAt("http://localhost:8080").publishMenu())
                .expectComplete()
                .verify(LIMIT);

        verify(telegram, times(SupportedLanguage.values().length + 1)).setCommands(any(), any());
        verify(telegram, never()).setMenuButton(any(), any());
    }

    private TelegramBotMenu menuAt(String publicUrl) {
        TelegramBotProperties properties = new TelegramBotProperties(
                "", URI.create("https://api.telegram.org"), "", URI.create(publicUrl), LIMIT, LIMIT);
        LocalizedBotTexts texts = new LocalizedBotTexts();
        return new TelegramBotMenu(telegram, texts, new MiniAppButtons(texts, properties), properties);
    }
}
