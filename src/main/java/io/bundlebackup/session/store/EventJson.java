package io.bundlebackup.session.store;

import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.Event;
import java.util.LinkedHashMap;
import tools.jackson.databind.json.JsonMapper;

/** Events as JSON: rendered once, when they are committed, and later sent unchanged. */
public final class EventJson {
    private final JsonMapper mapper;

    public EventJson(JsonMapper mapper) {
        this.mapper = mapper;
    }

    String render(Event event) {
        var json = new LinkedHashMap<String, Object>();
        json.put("seq", event.seq());
        json.put("type", event.type().wire());
        json.put("time", event.time().toString());
        json.put("sessionId", event.sessionId());
        if (event.bundleName() != null) {
            json.put("bundleName", event.bundleName());
        }
        json.put("data", event.data());
        if (event.err() != null) {
            json.put("err", render(event.err()));
        }
        return mapper.writeValueAsString(json);
    }

    private static LinkedHashMap<String, Object> render(Failure err) {
        var json = new LinkedHashMap<String, Object>();
        json.put("code", err.code());
        json.put("message", err.message());
        if (err.path() != null) {
            json.put("path", err.path());
            if (err.pathEncoded()) {
                json.put("encodeFlag", 1);
            }
        }
        if (err.uri() != null) {
            json.put("uri", err.uri());
        }
        return json;
    }
}
