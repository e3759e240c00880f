package studio.atelier.e2e;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Forges access tokens from a valid one: with auth's own signing key, which requires all of its secrets, or with public
 * material only.
 */
final class TokenForge {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CURVE = "secp256r1";

    private final ObjectNode header;
    private final ObjectNode claims;
    private final JsonNode ourKey;

    private TokenForge(ObjectNode header, ObjectNode claims, JsonNode ourKey) {
        this.header = header;
        this.claims = claims;
        this.ourKey = ourKey;
    }

    static TokenForge after(Person user, Stack stack) throws GeneralSecurityException, SQLException {
        String[] parts = user.token().split("\\.");
        ObjectNode header = (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
        ObjectNode claims = (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        return new TokenForge(
                header, claims, readOurKey(stack, header.path("kid").asString()));
    }

    /** A token with any claims, signed with auth's key. */
    String withOurKey(Map<String, ?> claimChanges) throws GeneralSecurityException {
        String text = text(Map.of(), claimChanges);
        return text + '.' + base64(ecdsa(ourPrivateKey(), text));
    }

    /** A token signed with a new key, with these changes in the header. */
    String withAnotherKey(Map<String, ?> headerChanges) throws GeneralSecurityException {
        String text = text(headerChanges, Map.of());
        return text + '.' + base64(ecdsa(anotherKey(), text));
    }

    /** A token without a signature. */
    String unsigned(String algorithm) {
        return text(Map.of("alg", algorithm), Map.of()) + '.';
    }

    /** A token with an all-zero signature, which faulty ECDSA verification accepts for every text. */
    String withEmptySignature() {
        return text(Map.of(), Map.of()) + '.' + base64(new byte[64]);
    }

    /** A token signed with our public key in DER as an HMAC secret. */
    String withOurPublicKeyAsSecret() throws GeneralSecurityException {
        return hmac(ourPublicKey().getEncoded());
    }

    /** The same with the key in PEM. */
    String withOurPublicKeyInPemAsSecret() throws GeneralSecurityException {
        String der = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(ourPublicKey().getEncoded());
        return hmac(("-----BEGIN PUBLIC KEY-----\n" + der + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private String hmac(byte[] secret) throws GeneralSecurityException {
        String text = text(Map.of("alg", "HS256"), Map.of());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return text + '.' + base64(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private String text(Map<String, ?> headerChanges, Map<String, ?> claimChanges) {
        return base64(changed(header, headerChanges)) + '.' + base64(changed(claims, claimChanges));
    }

    private static byte[] changed(ObjectNode node, Map<String, ?> changes) {
        ObjectNode copy = node.deepCopy();
        changes.forEach((name, value) -> copy.set(name, JSON.valueToTree(value)));
        return JSON.writeValueAsBytes(copy);
    }

    private static byte[] ecdsa(PrivateKey key, String text) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return signature.sign();
    }

    private static PrivateKey anotherKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE));
        return generator.generateKeyPair().getPrivate();
    }

    private PrivateKey ourPrivateKey() throws GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(number("d"), curve()));
    }

    private PublicKey ourPublicKey() throws GeneralSecurityException {
        ECPoint point = new ECPoint(number("x"), number("y"));
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve()));
    }

    private BigInteger number(String member) {
        return new BigInteger(
                1, Base64.getUrlDecoder().decode(ourKey.path(member).asString()));
    }

    private static ECParameterSpec curve() throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(CURVE));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    /** The signing key from auth's table, decrypted with auth's secret. */
    private static JsonNode readOurKey(Stack stack, String id) throws GeneralSecurityException, SQLException {
        try (Connection connection = stack.database("AUTH").connect();
                PreparedStatement query =
                        connection.prepareStatement("select locked_jwk from signing_key where id = ?")) {
            query.setString(1, id);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                byte[] secret = Base64.getDecoder().decode(stack.setting("ATELIER_AUTH_KEY_ENCRYPTION_KEY"));
                return JSON.readTree(unlocked(secret, id, Base64.getDecoder().decode(row.getString(1))));
            }
        }
    }

    /** Decrypts a version byte, a nonce and the ciphertext, which is bound to the key's id. */
    private static byte[] unlocked(byte[] secret, String id, byte[] locked) throws GeneralSecurityException {
        ByteBuffer bytes = ByteBuffer.wrap(locked).position(1);
        byte[] nonce = new byte[12];
        bytes.get(nonce);
        byte[] encrypted = new byte[bytes.remaining()];
        bytes.get(encrypted);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(id.getBytes(StandardCharsets.UTF_8));
        return cipher.doFinal(encrypted);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
