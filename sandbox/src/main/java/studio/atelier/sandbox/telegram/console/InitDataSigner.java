package studio.atelier.sandbox.telegram.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.SandboxProperties;

/**
 * Signs initData as Telegram does: {@code signature} with Telegram's (here: the sandbox's) Ed25519 key for third
 * parties, then {@code hash} with the bot's token for the bot itself.
 */
@Component
class InitDataSigner {

    private static final int SPKI_PREFIX_BYTES = 12;

    private final KeyPair keys;

    InitDataSigner(SandboxProperties properties) throws GeneralSecurityException {
        this.keys = keysOf(properties.telegram().botToken());
    }

    /**
     * Adds {@code signature} and {@code hash} to the fields.
     *
     * @param fields decoded values, without {@code signature} and {@code hash}
     * @return the raw query string a Mini App gets
     */
    String sign(Map<String, String> fields, String botToken) throws GeneralSecurityException {
        Map<String, String> signed = new TreeMap<>(fields);
        String botId = botToken.substring(0, Math.max(botToken.indexOf(':'), 0));
        signed.put("signature", signature(fields, botId));
        signed.put("hash", hash(signed, botToken));
        return signed.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** The {@code hash} of the fields; {@code signature} is one of them if present, {@code hash} is not. */
    static String hash(Map<String, String> fields, String botToken) throws GeneralSecurityException {
        byte[] secret = hmac("WebAppData".getBytes(StandardCharsets.UTF_8), botToken);
        return HexFormat.of().formatHex(hmac(secret, dataCheckString(fields, Set.of("hash"))));
    }

    private String signature(Map<String, String> fields, String botId) throws GeneralSecurityException {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initSign(keys.getPrivate());
        ed25519.update(thirdPartyMessage(fields, botId));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(ed25519.sign());
    }

    /** The text that the Ed25519 signature signs. */
    static byte[] thirdPartyMessage(Map<String, String> fields, String botId) {
        String checked = dataCheckString(fields, Set.of("hash", "signature"));
        return (botId + ":WebAppData\n" + checked).getBytes(StandardCharsets.UTF_8);
    }

    /** The 32 bytes of the public key in hex, used instead of Telegram's published ones. */
    String publicKeyHex() {
        byte[] spki = keys.getPublic().getEncoded();
        return HexFormat.of().formatHex(Arrays.copyOfRange(spki, SPKI_PREFIX_BYTES, spki.length));
    }

    private static String dataCheckString(Map<String, String> fields, Set<String> without) {
        return new TreeMap<>(fields)
                .entrySet().stream()
                        .filter(field -> !without.contains(field.getKey()))
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .collect(Collectors.joining("\n"));
    }

    private static byte[] hmac(byte[] key, String message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The same token gives the same keys, so that a verifier's public key stays valid after a restart. */
    private static KeyPair keysOf(String botToken) throws GeneralSecurityException {
        byte[] seed = MessageDigest.getInstance("SHA-256")
                .digest(("atelier-sandbox-ed25519:" + botToken).getBytes(StandardCharsets.UTF_8));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new SeedOnly(seed));
        return generator.generateKeyPair();
    }

    /** Returns the given bytes instead of random ones. */
    private static final class SeedOnly extends SecureRandom {

        private final byte[] seed;

        SeedOnly(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
        }
    }
}
