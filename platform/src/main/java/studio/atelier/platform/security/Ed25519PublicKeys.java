package studio.atelier.platform.security;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/** Reads an Ed25519 public key from its 32 bytes (RFC 8032, section 5.1.2). */
final class Ed25519PublicKeys {

    private static final int LENGTH = 32;

    private Ed25519PublicKeys() {}

    static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        if (encoded.length != LENGTH) {
            throw new GeneralSecurityException("An Ed25519 key has 32 bytes");
        }
        byte[] bigEndian = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bigEndian[i] = encoded[LENGTH - 1 - i];
        }
        boolean oddX = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        EdECPoint point = new EdECPoint(oddX, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
