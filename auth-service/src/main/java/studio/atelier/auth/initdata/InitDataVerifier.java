package studio.atelier.auth.initdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

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
                userReader.readUser(form.requireValue("user")), authDate, computeFingerprint(content));
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

    private static String computeFingerprint(String content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
