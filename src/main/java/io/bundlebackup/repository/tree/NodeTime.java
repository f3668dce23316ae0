package io.bundlebackup.repository.tree;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times as Go writes them: RFC 3339 with up to nine digits of a second. */
final class NodeTime {
    private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private NodeTime() {}

    /** Writes a time in UTC. A year that RFC 3339 cannot express becomes the first or the last that it can, as restic does. */
    static void write(Instant time, TextBuffer out) {
        long seconds = Math.clamp(time.getEpochSecond(), FIRST, LAST);
        var utc = LocalDateTime.ofEpochSecond(seconds, time.getNano(), ZoneOffset.UTC);
        out.digits(utc.getYear(), 4).put('-').digits(utc.getMonthValue(), 2).put('-');
        out.digits(utc.getDayOfMonth(), 2).put('T').digits(utc.getHour(), 2).put(':');
        out.digits(utc.getMinute(), 2).put(':').digits(utc.getSecond(), 2);
        int nanos = utc.getNano();
        if (nanos != 0) {
            int digits = 9;
            while (nanos % 10 == 0) {
                nanos /= 10;
                digits--;
            }
            out.put('.').digits(nanos, digits);
        }
        out.put('Z');
    }

    static Instant parse(String text) throws InvalidTreeException {
        try {
            return text.endsWith("Z") ? utc(text) : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new InvalidTreeException("a time is not in RFC 3339: " + text, e);
        }
    }

    /** As {@link Instant#parse}, which takes three times as long. */
    private static Instant utc(String text) {
        int end = text.length() - 1;
        if (end < 19
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || end > 19 && (text.charAt(19) != '.' || end == 20 || end > 29)) {
            throw new IllegalArgumentException("not a time");
        }
        int nanos = 0;
        for (int i = 20; i < 29 && end > 19; i++) {
            nanos = nanos * 10 + (i < end ? digit(text, i) : 0);
        }
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        nanos)
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + digit(text, i);
        }
        return number;
    }

    private static int digit(String text, int at) {
        int digit = text.charAt(at) - '0';
        if (digit < 0 || digit > 9) {
            throw new IllegalArgumentException("not a digit");
        }
        return digit;
    }
}
