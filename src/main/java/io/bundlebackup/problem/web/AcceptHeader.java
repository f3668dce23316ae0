package io.bundlebackup.problem.web;

import java.util.Comparator;
import java.util.List;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Header {@code Accept} by RFC 9110 section 12.5.1: the most specific range that covers a type decides about the type, and a quality of
 * 0 excludes it. Spring alone reads the quality only to order the ranges, and takes {@code text/event-stream;q=0} for a wish.
 *
 * <p>Thread-safe.
 */
@Component
public final class AcceptHeader implements WebMvcConfigurer {
    private static final Comparator<MediaType> BY_SPECIFICITY = Comparator.comparing(MediaType::isWildcardType)
            .thenComparing(MediaType::isWildcardSubtype)
            .thenComparing(range -> -range.getParameters().size());

    private final HeaderContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.strategies(List.of(this::accepted));
    }

    /** The ranges that the client accepts, best first. */
    private List<MediaType> accepted(NativeWebRequest request) throws HttpMediaTypeNotAcceptableException {
        var ranges = header.resolveMediaTypes(request).stream()
                .filter(range -> range.getQualityValue() > 0)
                .toList();
        if (ranges.isEmpty()) {
            throw new HttpMediaTypeNotAcceptableException("Header Accept excludes every type");
        }
        return ranges;
    }

    /**
     * Whether a client wants the one type more than the other. A client without the header, or with one that cannot be parsed, accepts
     * both alike.
     *
     * @param accept the values of the header
     */
    public static boolean prefers(List<String> accept, MediaType wanted, MediaType other) {
        try {
            var ranges = MediaType.parseMediaTypes(accept);
            return quality(ranges, wanted) > quality(ranges, other);
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static double quality(List<MediaType> ranges, MediaType type) {
        return ranges.stream()
                .filter(range -> range.includes(type))
                .min(BY_SPECIFICITY)
                .map(MediaType::getQualityValue)
                .orElse(0.0);
    }
}
