package io.bundlebackup.session.web;

import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.WebSocketExtension;
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
     * From any origin: a handshake is let in by its token, which a foreign page does not have and cannot make a browser send.
     */
    @Bean
    HandlerMapping eventSockets(WebSocketEvents events, WebSocketHandshake handshake) {
        var upgrade = new Upgrade();
        upgrade.setSupportedProtocols(SUB_PROTOCOL);
        var handler = new WebSocketHttpRequestHandler(events, upgrade);
        handler.setHandshakeInterceptors(List.of(handshake));
        var mapping = new WebSocketHandlerMapping();
        mapping.setWebSocketUpgradeMatch(true);
        mapping.setUrlMap(Map.of(EventApi.PATH, handler));
        mapping.setOrder(BEFORE_CONTROLLERS);
        return mapping;
    }

    /** Without compression: its buffers would cost a socket more memory than all its others, and save little on events. */
    private static final class Upgrade extends DefaultHandshakeHandler {
        @Override
        protected List<WebSocketExtension> filterRequestedExtensions(
                ServerHttpRequest request, List<WebSocketExtension> requested, List<WebSocketExtension> supported) {
            return List.of();
        }
    }
}
