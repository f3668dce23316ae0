# syntax=docker/dockerfile:1
# The container image of Bundle Backup; docs/install.md explains how to run it.

# The jar.
FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /source
COPY pom.xml ./
COPY src ./src
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package
RUN mv target/bundle-backup-*.jar bundle-backup.jar \
    && java -Djarmode=tools -jar bundle-backup.jar extract --layers --destination /layers

# Everything but the AOT cache, which has to be made by the same Java that uses it.
FROM eclipse-temurin:25-jre AS runtime
ENV LANG=C.UTF-8
RUN groupadd --gid 10001 bundle-backup \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin bundle-backup \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/bundle-backup \
    && install -d -o 10001 -g 10001 -m 0755 /srv/bundles \
    && install -d -m 0755 /app /etc/bundle-backup
COPY --chmod=0755 packaging/container/ready /app/ready
COPY --from=build /layers/dependencies/ /app/
COPY --from=build /layers/snapshot-dependencies/ /app/
COPY --from=build /layers/application/ /app/

# A start that ends when everything is set up; Java writes the classes as it has loaded and linked them.
FROM runtime AS aot
RUN java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:AOTCacheOutput=/app/bundle-backup.aot -Dspring.context.exit=onRefresh \
      -jar /app/bundle-backup.jar \
      --backup.data-directory=/tmp/data --backup.bundles-directory=/srv/bundles \
    && chmod 0644 /app/bundle-backup.aot

FROM runtime
COPY --from=aot /app/bundle-backup.aot /app/bundle-backup.aot
# application.yml is read from here.
WORKDIR /etc/bundle-backup
ENV SERVER_ADDRESS=0.0.0.0 \
    BACKUP_DATA_DIRECTORY=/var/lib/bundle-backup \
    BACKUP_BUNDLES_DIRECTORY=/srv/bundles
USER 10001:10001
EXPOSE 8080
VOLUME /var/lib/bundle-backup
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["/app/ready"]
# Half of the container's memory is heap; the rest is for Java itself and for the files that are read.
# docs/operations.md explains the options that keep memory small; the cache has to be made with the same collector and headers.
ENTRYPOINT ["java", "-XX:AOTCache=/app/bundle-backup.aot", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", \
    "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xms32m", "-XX:TrimNativeHeapInterval=60000", \
    "-XX:-UsePerfData", "-jar", "/app/bundle-backup.jar"]
