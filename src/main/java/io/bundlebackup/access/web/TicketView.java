package io.bundlebackup.access.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

@Schema(name = "Ticket")
record TicketView(
        @Schema(description = "For `?ticket=` of a single WebSocket handshake")
        String ticket,

        @Schema(description = "When the ticket ends: 30 seconds from now")
        Instant expiresAt) {}
