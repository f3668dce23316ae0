package io.bundlebackup.hostile.fuzz;

import static io.bundlebackup.hostile.fuzz.Bodies.one;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;

/** What is wrong with a request. */
enum Family {
    /** Nothing: what the document allows, on things in any state. */
    STATES {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            // What the caller of a request has made is enough.
        }
    },
    TYPES {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            if (request.operation.hasJson() && random.nextInt(4) > 0) {
                request.body = Bodies.ofOtherTypes(request.operation, request.json(), random);
            } else {
                Parameters.otherType(request, random);
            }
        }
    },
    BOUNDS {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            if (request.operation.hasJson() && random.nextInt(4) > 0) {
                request.body = Bodies.atBounds(request.operation, request.json(), random);
            } else {
                Parameters.atBounds(request, random);
            }
        }
    },
    BODIES {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            if (request.operation.hasJson()) {
                request.body = Bodies.odd(request.json(), random);
            } else if (request.body != null) {
                request.body = Bodies.mutated(request.body, random);
            } else {
                request.body =
                        one(List.of("{}", "a", " ", "[]", "\u0000"), random).getBytes(UTF_8);
                if (random.nextBoolean()) {
                    request.setHeader("Content-Type", "application/json");
                }
            }
        }
    },
    ENCODINGS {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            Headers.encoding(request, random);
        }
    },
    HEADERS {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            Headers.any(request, random);
        }
    },
    PATHS {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            Paths.spoil(request, random);
        }
    },
    METHODS {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            request.elsewhere = true;
            switch (random.nextInt(4)) {
                case 0 -> {
                    request.method = "POST";
                    request.setHeader("X-HTTP-Method-Override", one(METHODS_TO_TRY, random));
                    request.setHeader("Tus-Resumable", "1.0.0");
                }
                case 1 -> request.method = request.method.toLowerCase();
                default -> request.method = one(METHODS_TO_TRY, random);
            }
        }
    },
    FRAMING {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            Framing.spoil(request, random);
        }
    },
    CALLERS {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            request.token = one(List.of("", "wrong", " ", "a".repeat(9_000), "\u00e9", "a, Bearer b"), random);
            if (random.nextBoolean()) {
                request.setHeader(
                        "Authorization",
                        one(
                                List.of("Basic YTpi", "Bearer", "bearer x", "Bearer  x", "Negotiate a", "\"", ","),
                                random));
            }
            if (random.nextInt(3) == 0) {
                request.setHeader(
                        "Cookie", one(List.of("bundle-backup=a", "=", ";;;", "a=\"", "a".repeat(5_000)), random));
            }
        }
    },
    /** Bytes of a whole valid request change. */
    BYTES {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            var bytes = request.bytes();
            request.whole = Bodies.mutated(bytes, random);
            request.broken = true;
            request.elsewhere = true;
        }
    },
    /** Two of the others. */
    MIXED {
        @Override
        void spoil(FuzzedRequest request, Random random) {
            one(TO_MIX, random).spoil(request, random);
            one(TO_MIX, random).spoil(request, random);
        }
    };

    private static final List<Family> TO_MIX = List.of(BODIES, ENCODINGS, HEADERS, CALLERS, PATHS, METHODS);
    private static final List<String> METHODS_TO_TRY = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "M-SEARCH",
            "PRI",
            "QUERY",
            "FOO",
            new String(new byte[] {'G', 'E', 'T', (byte) 0xe9}, ISO_8859_1),
            "A".repeat(5_000));

    /** Makes the request wrong in one place; the same random numbers do the same. */
    abstract void spoil(FuzzedRequest request, Random random);
}
