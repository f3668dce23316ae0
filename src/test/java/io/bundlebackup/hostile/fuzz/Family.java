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
        void spoil(Draft draft, Random random) {
            // What the caller of a draft has made is enough.
        }
    },
    TYPES {
        @Override
        void spoil(Draft draft, Random random) {
            if (draft.operation.hasJson() && random.nextInt(4) > 0) {
                draft.body = Bodies.ofOtherTypes(draft.operation, draft.json(), random);
            } else {
                Parameters.otherType(draft, random);
            }
        }
    },
    BOUNDS {
        @Override
        void spoil(Draft draft, Random random) {
            if (draft.operation.hasJson() && random.nextInt(4) > 0) {
                draft.body = Bodies.atBounds(draft.operation, draft.json(), random);
            } else {
                Parameters.atBounds(draft, random);
            }
        }
    },
    BODIES {
        @Override
        void spoil(Draft draft, Random random) {
            if (draft.operation.hasJson()) {
                draft.body = Bodies.odd(draft.json(), random);
            } else if (draft.body != null) {
                draft.body = Bodies.mutated(draft.body, random);
            } else {
                draft.body =
                        one(List.of("{}", "a", " ", "[]", "\u0000"), random).getBytes(UTF_8);
                if (random.nextBoolean()) {
                    draft.setHeader("Content-Type", "application/json");
                }
            }
        }
    },
    ENCODINGS {
        @Override
        void spoil(Draft draft, Random random) {
            Headers.encoding(draft, random);
        }
    },
    HEADERS {
        @Override
        void spoil(Draft draft, Random random) {
            Headers.any(draft, random);
        }
    },
    PATHS {
        @Override
        void spoil(Draft draft, Random random) {
            Paths.spoil(draft, random);
        }
    },
    METHODS {
        @Override
        void spoil(Draft draft, Random random) {
            draft.elsewhere = true;
            switch (random.nextInt(4)) {
                case 0 -> {
                    draft.method = "POST";
                    draft.setHeader("X-HTTP-Method-Override", one(METHODS_TO_TRY, random));
                    draft.setHeader("Tus-Resumable", "1.0.0");
                }
                case 1 -> draft.method = draft.method.toLowerCase();
                default -> draft.method = one(METHODS_TO_TRY, random);
            }
        }
    },
    FRAMING {
        @Override
        void spoil(Draft draft, Random random) {
            Framing.spoil(draft, random);
        }
    },
    CALLERS {
        @Override
        void spoil(Draft draft, Random random) {
            draft.token = one(List.of("", "wrong", " ", "a".repeat(9_000), "\u00e9", "a, Bearer b"), random);
            if (random.nextBoolean()) {
                draft.setHeader(
                        "Authorization",
                        one(
                                List.of("Basic YTpi", "Bearer", "bearer x", "Bearer  x", "Negotiate a", "\"", ","),
                                random));
            }
            if (random.nextInt(3) == 0) {
                draft.setHeader(
                        "Cookie", one(List.of("bundle-backup=a", "=", ";;;", "a=\"", "a".repeat(5_000)), random));
            }
        }
    },
    /** Bytes of a whole valid request change. */
    BYTES {
        @Override
        void spoil(Draft draft, Random random) {
            var bytes = draft.bytes();
            draft.whole = Bodies.mutated(bytes, random);
            draft.broken = true;
            draft.elsewhere = true;
        }
    },
    /** Two of the others. */
    MIXED {
        @Override
        void spoil(Draft draft, Random random) {
            one(TO_MIX, random).spoil(draft, random);
            one(TO_MIX, random).spoil(draft, random);
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
    abstract void spoil(Draft draft, Random random);
}
