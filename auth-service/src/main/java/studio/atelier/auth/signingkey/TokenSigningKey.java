package studio.atelier.auth.signingkey;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;

/**
 * A key that signs access tokens.
 *
 * @param id value of the {@code kid} header
 * @param signer thread-safe
 */
public record TokenSigningKey(String id, JWSSigner signer) {

    /** The algorithm of all keys. */
    public static final JWSAlgorithm ALGORITHM = JWSAlgorithm.ES256;

    static TokenSigningKey of(ECKey jwk) {
        try {
            return new TokenSigningKey(jwk.getKeyID(), new ECDSASigner(jwk));
        } catch (JOSEException e) {
            throw new IllegalStateException("A stored signing key cannot sign", e);
        }
    }

    /** Generates a new key pair. */
    static ECKey generateKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(id)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(ALGORITHM)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("Every Java platform has P-256", e);
        }
    }
}
