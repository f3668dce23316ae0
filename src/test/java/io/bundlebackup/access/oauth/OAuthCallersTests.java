package io.bundlebackup.access.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bundlebackup.access.Authority;
import io.bundlebackup.access.ShareSettings;
import io.bundlebackup.limits.Limits;
import io.bundlebackup.limits.Shares;
import io.bundlebackup.problem.StartRefusedException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

class OAuthCallersTests {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final TestIssuer issuer = new TestIssuer();
    private long nanos;
    private final OAuthCallers callers =
            callers(new OAuthProperties("sub", "scope", "", "", "", List.of(), ShareSettings.NONE));

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void aTokenOfTheIssuerNamesACallerWithItsAuthorities() {
        var caller = callers.callerOf(issuer.token(claims())).orElseThrow();

        assertThat(caller.name()).isEqualTo("oauth:operator");
        assertThat(caller.authorities()).containsExactlyInAnyOrder(Authority.BACKUP, Authority.VAULT_ADMIN);
        assertThat(caller.limits()).isEqualTo(Limits.NONE);
        assertThat(caller.credential().expires()).isEqualTo(NOW.plusSeconds(360));
    }

    static Stream<Arguments> wrongClaims() {
        return Stream.of(
                wrong("another issuer", claims -> claims.put("iss", "https://evil.example.org")),
                wrong("no issuer", claims -> claims.remove("iss")),
                wrong("another audience", claims -> claims.put("aud", List.of("another"))),
                wrong("an audience that only contains the name", claims -> claims.put("aud", "bundle-backup-2")),
                wrong("audiences in one text", claims -> claims.put("aud", "another bundle-backup")),
                wrong("no audience", claims -> claims.remove("aud")),
                wrong("no end", claims -> claims.remove("exp")),
                wrong("an end as text", claims -> claims.put("exp", "4102444800")),
                wrong("an end beyond all time", claims -> claims.put("exp", 1e300)),
                wrong("an end in milliseconds", claims -> claims.put("exp", NOW.toEpochMilli() + 300_000)),
                wrong("ends before it was issued", claims -> claims.put("iat", NOW.getEpochSecond() + 400)),
                wrong("ended a minute and a second ago", claims -> claims.put("exp", NOW.getEpochSecond() - 61)),
                wrong("begins in a minute and a second", claims -> claims.put("nbf", NOW.getEpochSecond() + 61)),
                wrong("no name", claims -> claims.remove("sub")),
                wrong("a name with a line break", claims -> claims.put("sub", "a\nb")),
                wrong("a name with a space", claims -> claims.put("sub", "a b")),
                wrong("a name that is too long", claims -> claims.put("sub", "a".repeat(129))));
    }

    private static Arguments wrong(String what, Consumer<Map<String, Object>> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongClaims")
    void aTokenThatIsNotForThisServiceNamesNobody(String what, Consumer<Map<String, Object>> change) {
        var claims = claims();
        change.accept(claims);

        assertThat(callers.callerOf(issuer.token(claims))).isEmpty();
    }

    @Test
    void clocksMayDifferByAMinute() {
        var claims = claims();
        claims.put("exp", NOW.getEpochSecond() - 59);
        claims.put("nbf", NOW.getEpochSecond() + 59);

        assertThat(callers.callerOf(issuer.token(claims))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "RS256, SHA256withRSA, rsa, true",
        "RS512, SHA512withRSA, rsa, true",
        "RS256, SHA512withRSA, rsa, false",
        "ES256, SHA256withECDSAinP1363Format, ec, true",
        "ES384, SHA384withECDSAinP1363Format, ec, false",
        "ES256, SHA256withRSA, rsa, false",
        "RS256, SHA256withECDSAinP1363Format, ec, false",
        "none, SHA256withRSA, rsa, false",
        "HS256, SHA256withRSA, rsa, false",
    })
    void onlyAlgorithmsThatFitTheKeyCount(String algorithm, String signature, String key, boolean valid) {
        issuer.add("ec", "secp256r1");

        var token = TestIssuer.token(Map.of("alg", algorithm, "kid", key), claims(), signature, issuer.key(key));

        assertThat(callers.callerOf(token).isPresent()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({
        "at+jwt, true",
        "application/at+jwt, true",
        "JWT, true",
        "jwt, true",
        "dpop+jwt, false",
        "logout+jwt, false"
    })
    void tokensForOtherPurposesNameNobody(String type, boolean valid) {
        var head = Map.<String, Object>of("alg", "RS256", "kid", "rsa", "typ", type);

        var token = TestIssuer.token(head, claims(), "SHA256withRSA", issuer.key("rsa"));

        assertThat(callers.callerOf(token).isPresent()).isEqualTo(valid);
    }

    @Test
    void weakKeysAndEntriesThatAreNoKeysCountForNothingAndDisturbNoOther() {
        issuer.add("weak", "RSA 1024");
        issuer.publish(
                "not a key", Map.of("kty", "RSA", "kid", "broken"), Map.of("kty", "oct", "kid", "oct", "k", "AAAA"));
        var weak =
                TestIssuer.token(Map.of("alg", "RS256", "kid", "weak"), claims(), "SHA256withRSA", issuer.key("weak"));

        assertThat(callers.callerOf(weak)).isEmpty();
        assertThat(callers.callerOf(issuer.token(claims()))).isPresent();
    }

    @Test
    void eachCallerOfTheIssuerHasTheConfiguredShare() {
        var shares = new ShareSettings(2, DataSize.ofMegabytes(1), null, 5, null, 100);
        var shared = callers(new OAuthProperties("sub", "scope", "", "", "", List.of(), shares));

        var caller = shared.callerOf(issuer.token(claims())).orElseThrow();

        assertThat(caller.limits().shares())
                .isEqualTo(new Shares(2, 1 << 20, Long.MAX_VALUE, 5, Integer.MAX_VALUE, 100));
    }

    @Test
    void aShareThatNobodyCanUseRefusesTheStart() {
        var none = new ShareSettings(null, null, null, 0, null, null);

        assertThatThrownBy(() -> new OAuthProperties("sub", "scope", "", "", "", List.of(), none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("backup.security.oauth.limits.connections must be at least 1.");
    }

    @Test
    void forgedTokensNameNobody() throws Exception {
        var good = issuer.token(claims());
        var parts = good.split("\\.");
        var more = claims();
        more.put("scope", "backup system vault vault-admin");
        issuer.add("other", "RSA");
        var other = issuer.key("other");
        issuer.remove("other");

        assertThat(Stream.of(
                        parts[0] + "." + TestIssuer.encode(more) + "." + parts[2],
                        parts[0] + "." + parts[1] + ".",
                        parts[0] + "." + parts[1],
                        good + ".x",
                        good.substring(0, good.length() - 8),
                        TestIssuer.encode(Map.of("alg", "none")) + "." + parts[1] + ".AA",
                        TestIssuer.token(Map.of("alg", "RS256", "kid", "rsa"), claims(), "SHA256withRSA", other),
                        TestIssuer.token(
                                Map.of("alg", "RS256", "kid", "rsa", "crit", List.of("exp")),
                                claims(),
                                "SHA256withRSA",
                                issuer.key("rsa")),
                        signedWithThePublicKeyAsSecret(),
                        "a.b.c",
                        "..",
                        ""))
                .allSatisfy(forged -> assertThat(callers.callerOf(forged)).isEmpty());
        assertThat(callers.callerOf(good)).isPresent();
    }

    private String signedWithThePublicKeyAsSecret() throws NoSuchAlgorithmException, InvalidKeyException {
        var signed = TestIssuer.encode(Map.of("alg", "HS256", "kid", "rsa")) + "." + TestIssuer.encode(claims());
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(issuer.key("rsa").getPublic().getEncoded(), "HmacSHA256"));
        return signed + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aNewKeyCountsAndUnknownKeysDoNotFloodTheIssuer() {
        assertThat(callers.callerOf(issuer.token(claims()))).isPresent();
        issuer.add("next", "RSA");
        var token =
                TestIssuer.token(Map.of("alg", "RS256", "kid", "next"), claims(), "SHA256withRSA", issuer.key("next"));
        for (int i = 0; i < 20; i++) {
            assertThat(callers.callerOf(token)).isEmpty();
        }
        assertThat(issuer.keyRequests()).isEqualTo(1);

        nanos += 31_000_000_000L;

        assertThat(callers.callerOf(token)).isPresent();
        assertThat(issuer.keyRequests()).isEqualTo(2);
    }

    @Test
    void aKeyThatTheIssuerRemovedEndsAndAnIssuerThatIsGoneDoesNot() {
        var token = issuer.token(claims());
        assertThat(callers.callerOf(token)).isPresent();
        issuer.add("next", "RSA");
        issuer.remove("rsa");
        assertThat(callers.callerOf(token)).isPresent();
        nanos += 301_000_000_000L;
        assertThat(callers.callerOf(token)).isEmpty();

        var next =
                TestIssuer.token(Map.of("alg", "RS256", "kid", "next"), claims(), "SHA256withRSA", issuer.key("next"));
        assertThat(callers.callerOf(next)).isPresent();
        issuer.close();
        nanos += 301_000_000_000L;
        assertThat(callers.callerOf(next)).isPresent();
    }

    @Test
    void claimsLimitTheBundlesAndTheSessionsOfACaller() {
        var limited = callers(
                new OAuthProperties("sub", "scope", "bundles", "session_types", "", List.of(), ShareSettings.NONE));
        var claims = claims();
        claims.put("bundles", List.of("com.example.*", "not a pattern"));
        claims.put("session_types", "backup everything");

        var limits = limited.callerOf(issuer.token(claims)).orElseThrow().limits();

        assertThat(limits.reach("com.example.a")).isTrue();
        assertThat(limits.reach("org.example.a")).isFalse();
        assertThat(limits.sessionTypes()).containsExactly("backup");
        var none = limited.callerOf(issuer.token(claims())).orElseThrow().limits();
        assertThat(none.reach("com.example.a")).isFalse();
        assertThat(none.sessionTypes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', https://issuer.example.org/keys, bundle-backup, issuer-uri",
        "https://issuer.example.org, '', '', audiences",
        "http://issuer.example.org, '', bundle-backup, issuer-uri",
        "https://issuer.example.org, http://issuer.example.org/keys, bundle-backup, jwk-set-uri",
        "not a url, '', bundle-backup, issuer-uri",
    })
    void settingsThatLetOthersInRefuseTheStart(String name, String keys, String audience, String setting) {
        var audiences = audience.isEmpty() ? List.<String>of() : List.of(audience);

        assertThatThrownBy(() -> Issuer.of(name, keys, audiences))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("spring.security.oauth2.resourceserver.jwt." + setting);
    }

    private OAuthCallers callers(OAuthProperties settings) {
        var trusted = new Issuer(issuer.uri(), null, List.of("bundle-backup"));
        var keys = IssuerKeySet.keys(trusted, () -> nanos / 1_000_000);
        return new OAuthCallers(TokenDecoder.of(trusted, keys, () -> NOW), settings);
    }

    private Map<String, Object> claims() {
        var claims = new HashMap<String, Object>();
        claims.put("iss", issuer.uri());
        claims.put("aud", List.of("other", "bundle-backup"));
        claims.put("sub", "operator");
        claims.put("exp", NOW.getEpochSecond() + 300);
        claims.put("scope", "openid backup vault-admin unknown");
        return claims;
    }
}
