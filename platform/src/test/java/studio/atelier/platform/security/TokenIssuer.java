package studio.atelier.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Stands in for the auth service: one signing key and the tokens signed with it. */
public final class TokenIssuer {

    private final ECKey key;

    private TokenIssuer(ECKey key) {
        this.key = key;
    }

    public static TokenIssuer withKey(String keyId) {
        try {
            return new TokenIssuer(new ECKeyGenerator(Curve.P_256).keyID(keyId).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public ECKey key() {
        return key;
    }

    public String keySet() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    public String token(UUID user, String... roles) {
        return token(user, Instant.now(), claims -> claims, roles);
    }

    public String token(UUID user, Instant now, UnaryOperator<JWTClaimsSet.Builder> change, String... roles) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer("atelier")
                .audience("atelier")
                .subject(user.toString())
                .claim("sid", UUID.randomUUID().toString())
                .claim("roles", List.of(roles))
                .claim("locale", "uk")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(600)));
        return sign(change.apply(claims).build());
    }

    private String sign(JWTClaimsSet claims) {
        try {
            JWSSigner signer = new ECDSASigner(key);
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
