package studio.atelier.auth.signingkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Encrypts private keys with AES-256-GCM, bound to their id. The format is one version byte, a nonce of 12 bytes, the
 * ciphertext with its tag, all in base64.
 */
@Component
class SigningKeyCipher {

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey key;

    SigningKeyCipher(SigningKeyProperties properties) {
        this.key = new SecretKeySpec(properties.encryptionKeyBytes(), "AES");
    }

    /** Encrypts the text; the ciphertext can be decrypted only for the same id. */
    String encryptKey(String id, String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted = initCipher(Cipher.ENCRYPT_MODE, id, nonce).doFinal(text.getBytes(UTF_8));
            byte[] locked = ByteBuffer.allocate(1 + NONCE_BYTES + encrypted.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(encrypted)
                    .array();
            return Base64.getEncoder().encodeToString(locked);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + TRANSFORMATION, e);
        }
    }

    /**
     * Decrypts the output of {@link #encryptKey}; empty if it was encrypted with another key, for another id, or
     * tampered with.
     */
    Optional<String> decryptKey(String id, String locked) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(locked));
        if (bytes.remaining() <= 1 + NONCE_BYTES || bytes.get() != VERSION) {
            return Optional.empty();
        }
        byte[] nonce = new byte[NONCE_BYTES];
        bytes.get(nonce);
        byte[] encrypted = new byte[bytes.remaining()];
        bytes.get(encrypted);
        try {
            return Optional.of(
                    new String(initCipher(Cipher.DECRYPT_MODE, id, nonce).doFinal(encrypted), UTF_8));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + TRANSFORMATION, e);
        }
    }

    private Cipher initCipher(int mode, String id, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(id.getBytes(UTF_8));
        return cipher;
    }
}
