package studio.atelier.auth.initdata;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;
import studio.atelier.platform.crypto.Sha256Hash;

/** Verifies an initData text. */
@Component
public class InitDataVerifier {

    private final InitDataSignatureCheck signatureCheck;
    private final TelegramUserReader userReader;
    private final InitDataProperties properties;
    private final Clock clock;

    InitDataVerifier(
            InitDataSignatureCheck signatureCheck,
            TelegramUserReader userReader,
            InitDataProperties properties,
            Clock clock) {
        this.signatureCheck = signatureCheck;
        this.userReader = userReader;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Parses the text and checks its signature, and only then its age. Does not check whether it was used before.
     *
     * @param text the raw query string {@code Telegram.WebApp.initData}
     * @throws InitDataException if it is rejected
     */
    public VerifiedInitData verifyInitData(String text) {
        if (text.length() > properties.maxSize().toBytes()) {
            throw new InitDataException.InitDataMalformed("too long");
        }
        InitDataForm form = InitDataForm.parse(text);
        String content = signatureCheck.signedContent(form);
        Instant authDate = authDate(form);
        checkAge(authDate);
        return new VerifiedInitData(
                userReader.readUser(form.requireValue("user")), authDate, Sha256Hash.computeHex(content));
    }

    private static Instant authDate(InitDataForm form) {
        String seconds = form.requireValue("auth_date");
        if (!seconds.matches("[0-9]{1,12}")) {
            throw new InitDataException.InitDataMalformed("auth_date is not a number");
        }
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private void checkAge(Instant authDate) {
        Duration age = Duration.between(authDate, clock.instant());
        if (age.compareTo(properties.maxAge()) > 0) {
            throw new InitDataException.InitDataExpired();
        }
        if (age.compareTo(properties.maxClockSkew().negated()) < 0) {
            throw new InitDataException.InitDataFromFuture();
        }
    }
}
