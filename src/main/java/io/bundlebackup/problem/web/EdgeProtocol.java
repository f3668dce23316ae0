package io.bundlebackup.problem.web;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/** HTTP/1.1 with bounded connections of low cost. Public because Tomcat instantiates it by its name. */
public final class EdgeProtocol extends Http11NioProtocol {
    public EdgeProtocol() {
        super(new EdgeEndpoint());
    }

    @Override
    protected Processor createProcessor() {
        return new EdgeProcessor(this, getAdapter());
    }
}
