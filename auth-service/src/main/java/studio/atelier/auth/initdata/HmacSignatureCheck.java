package studio.atelier.auth.initdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import studio.atelier.platform.crypto.HmacSha256Key;

/** Verifies initData with the bot's token: an HMAC-SHA256 under a key derived from the token. */
final class HmacSignatureCheck implements InitDataSignatureCheck {

    private static final String HASH = "hash";

    private final HmacSha256Key key;

    HmacSignatureCheck(String botToken) {
        // As Telegram defines it, the constant is the key and the token is the message.
        this.key = new HmacSha256Key(new HmacSha256Key("WebAppData").computeMac(botToken));
    }

    @Override
    public String signedContent(InitDataForm form) {
        byte[] claimed = form.requireValue(HASH).getBytes(UTF_8);
        String content = form.dataCheckString(Set.of(HASH));
        byte[] expected = HexFormat.of().formatHex(key.computeMac(content)).getBytes(UTF_8);
        if (!MessageDigest.isEqual(expected, claimed)) {
            throw new InitDataException.InitDataSignatureInvalid();
        }
        return content;
    }
}
