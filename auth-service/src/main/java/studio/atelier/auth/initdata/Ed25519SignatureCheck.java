package studio.atelier.auth.initdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/** Verifies initData without the bot's token: Telegram's own Ed25519 signature covers the bot's id and the data. */
final class Ed25519SignatureCheck implements InitDataSignatureCheck {

    private static final String ALGORITHM = "Ed25519";
    private static final int SIGNATURE_BYTES = 64;
    private static final String SIGNATURE = "signature";

    /** X.509 prefix of the 32 bytes of an Ed25519 key (RFC 8410). */
    private static final String X509_PREFIX = "302a300506032b6570032100";

    private final long botId;
    private final PublicKey telegramKey;

    /**
     * Creates the check.
     *
     * @param telegramKey Telegram's public key, 32 bytes in hex
     */
    Ed25519SignatureCheck(long botId, String telegramKey) {
        this.botId = botId;
        this.telegramKey = publicKey(telegramKey);
    }

    private static PublicKey publicKey(String hex) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(X509_PREFIX + hex)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("Not an Ed25519 public key", e);
        }
    }

    @Override
    public String signedContent(InitDataForm form) {
        byte[] signature = decodeSignature(form.requireValue(SIGNATURE));
        String content = form.dataCheckString(Set.of("hash", SIGNATURE));
        if (!isValidSignature(signature, botId + ":WebAppData\n" + content)) {
            throw new InitDataException.InitDataSignatureInvalid();
        }
        return content;
    }

    private static byte[] decodeSignature(String text) {
        byte[] signature;
        try {
            signature = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new InitDataException.InitDataMalformed("signature is not base64url");
        }
        if (signature.length != SIGNATURE_BYTES) {
            throw new InitDataException.InitDataMalformed("signature is not 64 bytes");
        }
        return signature;
    }

    private boolean isValidSignature(byte[] signature, String message) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(telegramKey);
            verifier.update(message.getBytes(UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // These 64 bytes encode no point of the curve: the signature is forged.
            return false;
        }
    }
}
