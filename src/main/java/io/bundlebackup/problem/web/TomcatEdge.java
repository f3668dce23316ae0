package io.bundlebackup.problem.web;

import io.bundlebackup.capacity.Capacity;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Configures Tomcat beyond the settings in {@code server.tomcat}. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class TomcatEdge implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private static final int MOST_HEADER_FIELDS = 100;

    private static final int PROCESSORS_KEPT = 200;

    private final ProblemWriter problems;
    private final Capacity capacity;

    TomcatEdge(ProblemWriter problems, Capacity capacity) {
        this.problems = problems;
        this.capacity = capacity;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(EdgeProtocol.class.getName());
        factory.addConnectorCustomizers(this::customize);
        factory.addEngineValves(new EdgeValve(problems));
        factory.addContextCustomizers(this::reportProblems);
    }

    private void customize(Connector connector) {
        int connections = capacity.connections();
        connector.setProperty("maxConnections", String.valueOf(connections));
        // Processors that are kept for later requests use memory as connections do.
        connector.setProperty("processorCache", String.valueOf(Math.min(PROCESSORS_KEPT, connections / 8)));
        connector.setProperty("maxHeaderCount", String.valueOf(MOST_HEADER_FIELDS));
        // "Expect: 100-continue" asks whether to send a body; by default Tomcat says yes before the handler decides.
        connector.setProperty("continueResponseTiming", "onRead");
        // No operation takes a form; parsing one would consume the body of an upload that curl labels as a form.
        connector.setParseBodyMethods("");
    }

    /**
     * The last valve is the first to see an error on its way out; the one that Spring Boot has added before would write HTML.
     */
    private void reportProblems(Context context) {
        var host = (StandardHost) context.getParent();
        host.setErrorReportValveClass(ProblemReportValve.class.getName());
        host.getPipeline().addValve(new ProblemReportValve(problems, MOST_HEADER_FIELDS));
    }
}
