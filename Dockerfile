# docker buildx build -t socket-service .
# docker run --rm -p 9999:9999 -p 8080:8080 socket-service
# The cache of the stage `trained` is made by running the service: build on the architecture it is for.

# --- the application, in layers that change less and less often ---
FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
COPY .mvn/jvm.config .mvn/
COPY pom.xml .
COPY src/main src/main
# Tests and format are the matter of `./mvnw verify`.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -Dmaven.test.skip=true -Dspring-javaformat.skip=true package \
    && java -Djarmode=tools -jar target/socket-service-exec.jar extract --layers --destination layers
# Netty would unpack its libraries to the temporary directory at every start, where many a host forbids to run them.
RUN mkdir layers/native && cd layers/native \
    && for jar in ../dependencies/lib/*-linux-*.jar; do jar -xf "$jar" META-INF/native; done \
    && mv META-INF/native/*.so . && rm -r META-INF \
    && mkdir ../sbom && cp ../../target/classes/META-INF/sbom/application.cdx.json ../sbom/

# --- the very files and the very JVM that the service runs on ---
FROM eclipse-temurin:25-jre AS runtime
COPY --from=build /build/layers/dependencies/ /app/
COPY --from=build /build/layers/native/ /app/native/
COPY --from=build /build/layers/snapshot-dependencies/ /app/
COPY src/main/jvm/jvm.options /app/
COPY --from=build /build/layers/sbom/ /app/sbom/
COPY --from=build /build/layers/application/ /app/

# --- there, with real traffic: classes loaded and linked, and what is hot ---
FROM runtime AS trained
COPY src/main/jvm/train.sh /app/
RUN /app/train.sh /app/socket-service-exec.jar -Djava.library.path=/app/native -Xmx128m

# --- the service ---
FROM runtime
COPY --from=trained /app/socket-service.aot /app/check.aot /app/
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Socket Service" \
      org.opencontainers.image.description="Answers messages on sockets; managed, observed and drained like a web server" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.base.name="docker.io/library/eclipse-temurin:25-jre"
# Spring Boot looks for config/application.yml here: mount it at /config.
WORKDIR /
# A number, so that a cluster can see that it is not root. Nothing is written but below the temporary directory.
USER 65532:65532
EXPOSE 9999 8080
STOPSIGNAL SIGTERM
# The check ends before a compiler would have paid off.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s --retries=3 \
    CMD ["java", "-XX:+UseSerialGC", "-Xint", "-Xmx32m", "-XX:AOTCache=/app/check.aot", \
        "-jar", "/app/socket-service-exec.jar", "check"]
# Java is process 1 and gets the signal itself. What follows the image's name goes to the command line: `send`, `check`, ...
# Half of the container's memory is for the heap; out of memory the process ends, for the engine to start it again.
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:AOTCache=/app/socket-service.aot", "-XX:MaxRAMPercentage=50", \
    "-XX:+ExitOnOutOfMemoryError", "-XX:+ErrorFileToStderr", "-Djava.library.path=/app/native", \
    "-jar", "/app/socket-service-exec.jar"]
