package io.bundlebackup.access.oauth;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A public key of an issuer, by RFC 7517 and 7518. Only asymmetric algorithms, and each only with the kind of key that it is for, so that a
 * token cannot choose how it is checked. Immutable.
 */
final class VerificationKey {
    private static final int SHORTEST_RSA = 2_048;
    private static final Map<String, String> CURVES = Map.of("P-256", "secp256r1", "P-384", "secp384r1");
    private static final Map<String, String> ALGORITHM_OF_CURVE = Map.of("P-256", "ES256", "P-384", "ES384");

    private final PublicKey key;
    private final String kind;
    private final String only;

    /** @param only the only algorithm, if the issuer names it; else empty */
    private VerificationKey(PublicKey key, String kind, String only) {
        this.key = key;
        this.kind = kind;
        this.only = only;
    }

    /** The key that an entry of a key set describes; empty if it is not for signatures, weak, or of an unknown kind. */
    static Optional<VerificationKey> of(JsonNode jwk) {
        var use = jwk.path("use").asString("sig");
        var only = jwk.path("alg").asString("");
        try {
            if (use.equals("sig") && jwk.path("kty").asString("").equals("RSA")) {
                var modulus = number(jwk, "n");
                var key = KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, number(jwk, "e")));
                return modulus.bitLength() < SHORTEST_RSA
                        ? Optional.empty()
                        : Optional.of(new VerificationKey(key, "RSA", only));
            }
            var curve = jwk.path("crv").asString("");
            if (use.equals("sig") && jwk.path("kty").asString("").equals("EC") && CURVES.containsKey(curve)) {
                var parameters = AlgorithmParameters.getInstance("EC");
                parameters.init(new ECGenParameterSpec(CURVES.get(curve)));
                var point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
                var key = KeyFactory.getInstance("EC")
                        .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
                return Optional.of(new VerificationKey(key, curve, only));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // An entry that is not a key is no reason to distrust the others.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static BigInteger number(JsonNode jwk, String member) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(member).asString("")));
    }

    /** Whether the signature is that of this key. */
    boolean verifies(String algorithm, byte[] signed, byte[] signature) {
        if (!only.isEmpty() && !only.equals(algorithm)) {
            return false;
        }
        try {
            var check = check(algorithm);
            if (check.isEmpty()) {
                return false;
            }
            check.get().initVerify(key);
            check.get().update(signed);
            return check.get().verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private Optional<Signature> check(String algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case "RS256", "RS384", "RS512" ->
                kind.equals("RSA")
                        ? Optional.of(Signature.getInstance("SHA" + algorithm.substring(2) + "withRSA"))
                        : Optional.empty();
            case "PS256", "PS384", "PS512" ->
                kind.equals("RSA") ? Optional.of(pss(algorithm.substring(2))) : Optional.empty();
            case "ES256", "ES384" ->
                algorithm.equals(ALGORITHM_OF_CURVE.get(kind))
                        ? Optional.of(Signature.getInstance("SHA" + algorithm.substring(2) + "withECDSAinP1363Format"))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Signature pss(String bits) throws GeneralSecurityException {
        var hash = "SHA-" + bits;
        var signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec(
                hash,
                "MGF1",
                new MGF1ParameterSpec(hash),
                Integer.parseInt(bits) / 8,
                PSSParameterSpec.TRAILER_FIELD_BC));
        return signature;
    }
}
