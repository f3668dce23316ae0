package io.bundlebackup.session.web.event;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** Puts the sockets on the address of the other two forms: handshakes go here, everything else to the {@link EventController}. */
@Configuration(proxyBeanMethods = false)
class WebSocketSetup {
    private static final String SUB_PROTOCOL = "backup.v1+json";
    private static final int BEFORE_CONTROLLERS = -1;

    @Bean
    StreamLimits streamLimits() {
        return StreamLimits.DEFAULT;
    }

    /**
     * From any origin: a handshake is let in by its token or its ticket, which a foreign page does not have, or by a cookie, for which
     * {@code access} looks at the origin.
     */
    @Bean
    HandlerMapping eventSockets(WebSocketEvents events, WebSocketHandshake handshake) {
        var upgrade = new DefaultHandshakeHandler(new Uncompressed());
        upgrade.setSupportedProtocols(SUB_PROTOCOL);
        var handler = new WebSocketHttpRequestHandler(events, upgrade);
        handler.setHandshakeInterceptors(List.of(handshake));
        var mapping = new WebSocketHandlerMapping();
        mapping.setWebSocketUpgradeMatch(true);
        mapping.setUrlMap(Map.of(EventApi.OF_SESSION, handler, EventApi.OF_ALL, handler, EventApi.OF_RUN, handler));
        mapping.setOrder(BEFORE_CONTROLLERS);
        return mapping;
    }

    /**
     * Without compression: its buffers would cost a socket more memory than all its others, and save little on events. The
     * container would agree to it by itself, so it must not see that the client can do it.
     */
    private static final class Uncompressed extends StandardWebSocketUpgradeStrategy {
        @Override
        public void upgrade(
                ServerHttpRequest request,
                ServerHttpResponse response,
                @Nullable String selectedProtocol,
                List<WebSocketExtension> selectedExtensions,
                @Nullable Principal user,
                WebSocketHandler handler,
                Map<String, Object> attributes)
                throws HandshakeFailureException {
            var offered = new ServletServerHttpRequest(new WithoutExtensions(getHttpServletRequest(request)));
            super.upgrade(offered, response, selectedProtocol, List.of(), user, handler, attributes);
        }
    }

    private static final class WithoutExtensions extends HttpServletRequestWrapper {
        WithoutExtensions(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return name.equalsIgnoreCase(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS)
                    ? Collections.emptyEnumeration()
                    : super.getHeaders(name);
        }
    }
}
