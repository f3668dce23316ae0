package io.bundlebackup.hostile.fuzz;

import static io.bundlebackup.hostile.fuzz.Bodies.one;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Frames that a client of a WebSocket sends, of which a service has to take some and refuse others. */
enum ClientFrames {
    MESSAGES(true) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            int opcode = one(List.of(TEXT, BINARY), random);
            out.writeBytes(frame(0x80 | opcode, filled(one(List.of(0, 1, 125, 126, 60_000), random))));
        }
    },
    FRAGMENTS_WITH_A_PING_BETWEEN(true) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            out.writeBytes(frame(TEXT, filled(random.nextInt(3))));
            out.writeBytes(frame(0x80 | PING, filled(random.nextInt(126))));
            out.writeBytes(frame(CONTINUATION, filled(0)));
            out.writeBytes(frame(0x80 | CONTINUATION, filled(1)));
        }
    },
    PONGS_THAT_NOBODY_ASKED_FOR(true) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            out.writeBytes(frame(0x80 | PONG, filled(random.nextInt(126))));
        }
    },
    FLOOD(true) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            int opcode = one(List.of(TEXT, PING, PONG), random);
            for (int i = 0; i < 1_000; i++) {
                out.writeBytes(frame(0x80 | opcode, filled(1)));
            }
        }
    },
    UNMASKED(false) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            out.writeBytes(new byte[] {(byte) (0x80 | one(List.of(TEXT, BINARY, PING), random)), 1, 'a'});
        }
    },
    RESERVED_BITS(false) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            out.writeBytes(frame(0x80 | one(List.of(0x10, 0x20, 0x40, 0x70), random) | TEXT, filled(3)));
        }
    },
    RESERVED_OPCODES(false) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            out.writeBytes(frame(0x80 | one(List.of(3, 4, 7, 11, 15), random), filled(random.nextInt(3))));
        }
    },
    LONG_CONTROL_FRAMES(false) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            out.writeBytes(frame(0x80 | one(List.of(PING, PONG, CLOSE), random), filled(126)));
        }
    },
    FRAGMENTED_CONTROL_FRAMES(false) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            out.writeBytes(frame(one(List.of(PING, PONG, CLOSE), random), filled(2)));
        }
    },
    FRAGMENTS_OUT_OF_ORDER(false) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            if (random.nextBoolean()) {
                out.writeBytes(frame(0x80 | CONTINUATION, filled(1)));
            } else {
                out.writeBytes(frame(TEXT, filled(1)));
                out.writeBytes(frame(0x80 | TEXT, filled(1)));
            }
        }
    },
    TEXT_THAT_IS_NOT_UTF_8(false) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            var text =
                    random.nextBoolean() ? new byte[] {(byte) 0xff} : new byte[] {'a', (byte) 0xed, (byte) 0xa0, 'b'};
            out.writeBytes(frame(0x80 | TEXT, text));
        }
    },
    LONG_MESSAGES(false) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            if (random.nextBoolean()) {
                out.writeBytes(frame(0x80 | BINARY, filled(65_537)));
            } else {
                out.writeBytes(frame(TEXT, filled(1)));
                for (int i = 0; i < 70; i++) {
                    out.writeBytes(frame(CONTINUATION, filled(1_000)));
                }
            }
        }
    },
    LENGTHS_BEYOND_ALL_MEMORY(false) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            out.write(0x80 | BINARY);
            out.write(0x80 | 127);
            long length = one(List.of(Long.MAX_VALUE, -1L, Long.MIN_VALUE, 1L << 40), random);
            out.writeBytes(ByteBuffer.allocate(12).putLong(length).putInt(0).array());
            // More than the largest message and the buffer of a socket.
            out.writeBytes(filled(80_000));
        }
    },
    INVALID_CLOSES(false) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            int code = one(List.of(0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535), random);
            var body = random.nextInt(3) == 0 ? new byte[1] : new byte[] {(byte) (code >> 8), (byte) code};
            out.writeBytes(frame(0x80 | CLOSE, body));
        }
    },
    CLOSES(false) {
        @Override
        void write(ByteArrayOutputStream out, Random random) {
            int code = one(List.of(1000, 1001, 1011, 3000, 4999), random);
            out.writeBytes(frame(
                    0x80 | CLOSE, random.nextInt(3) == 0 ? new byte[0] : new byte[] {(byte) (code >> 8), (byte) code}));
        }
    };

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int MASK = 0x5a5a5a5a;

    /** Whether the socket stays open. */
    final boolean welcome;

    ClientFrames(boolean welcome) {
        this.welcome = welcome;
    }

    abstract void write(ByteArrayOutputStream out, Random random);

    private static byte[] filled(int length) {
        var bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) 'a');
        return bytes;
    }

    /** A masked frame. */
    static byte[] frame(int first, byte[] payload) {
        var frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.putInt(MASK);
        for (byte b : payload) {
            frame.put((byte) (b ^ 0x5a));
        }
        return java.util.Arrays.copyOf(frame.array(), frame.position());
    }
}
