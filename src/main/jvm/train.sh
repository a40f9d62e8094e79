#!/bin/sh
# Makes an AOT cache (JEP 483, 514, 515): classes loaded and linked, and profiles of what is hot, so
# that the service starts in about half the time.
#
#   java -Djarmode=tools -jar socket-service-exec.jar extract --destination app
#   train.sh app/socket-service-exec.jar
#   java @jvm.options -XX:AOTCache=app/socket-service.aot -jar app/socket-service-exec.jar
#
# train.sh JAR [JAVA-OPTION...]: the cache lies beside the jar as socket-service.aot, and beside it check.aot, a
# small one for `check`, which as a health check runs every few seconds. They are good for that jar at that very
# path, with the JVM, the collector and the object headers they were trained with; where one differs the JVM leaves
# them aside and starts as ever (-XX:AOTMode=on makes that an error).
# The service gets real traffic, is looked at as probes and Prometheus do, and ends by SIGTERM.
# Takes half a minute. Needs nothing but a JDK or JRE 25: JAVA_HOME, else java on the PATH.
set -eu

[ $# -ge 1 ] && [ -f "$1" ] || {
	echo "usage: $0 JAR [JAVA-OPTION...]: JAR is socket-service-exec.jar, extracted" >&2
	exit 2
}
jar=$1
shift
cache=$(dirname "$jar")/socket-service.aot
checks=$(dirname "$jar")/check.aot
options=$(dirname "$0")/jvm.options
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
[ -d "$(dirname "$jar")/lib" ] || {
	echo "$jar is not extracted (there is no lib beside it): java -Djarmode=tools -jar $jar extract --destination app" >&2
	exit 2
}

work=$(mktemp -d)
log=$work/log
service=
trap '[ -z "$service" ] || kill -9 "$service" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
client() {
	"$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir="$work" -jar "$jar" "$@"
}
fail() {
	echo "$0: $1" >&2
	cat "$log" >&2
	exit 1
}

rm -f "$cache" "$checks"
"$java" @"$options" "$@" -XX:AOTCacheOutput="$cache" -Djava.io.tmpdir="$work" -jar "$jar" \
	--server.port=0 --socket.listeners.tcp.port=0 >"$log" 2>&1 &
service=$!
tries=0
until client check 2>/dev/null; do
	tries=$((tries + 1))
	if [ $tries -gt 300 ] || ! kill -0 "$service" 2>/dev/null; then
		fail "the service did not start"
	fi
done
port=$(sed -n 's/.*Listener tcp listens on tcp .*:\([0-9]*\)$/\1/p' "$log")
actuator=$(sed -n 's|/health/readiness$||p' "$work"/socket-service-*.url)

printf 'hello\nstra\303\237e\nHELLO\r\n' | client send --port "$port" >"$work/replies" || fail "send failed"
[ "$(tr -d '\r' <"$work/replies" | tr '\n' ' ')" = "HELLO STRASSE HELLO " ] || fail "wrong replies: $(cat "$work/replies")"
client bench --quiet --port "$port" --connections 32 --pipeline 1 --warmup 0 --duration 4s >/dev/null || fail "bench failed"
client bench --quiet --port "$port" --connections 4 --pipeline 64 --size 256 --warmup 0 --duration 4s >/dev/null || fail "bench failed"
for path in /health /health/liveness /health/readiness /info /listeners /connections /metrics /prometheus /prometheus; do
	client check --url "$actuator$path" || fail "no $path"
done

# With the options of the image's HEALTHCHECK.
"$java" -XX:+UseSerialGC -Xint -Xmx32m -XX:AOTCacheOutput="$checks" -Djava.io.tmpdir="$work" \
	-jar "$jar" check >"$work/check" 2>&1 && [ -s "$checks" ] || fail "no cache for the check: $(cat "$work/check")"

# The JVM writes the cache when it ends.
kill -TERM "$service"
wait "$service" || [ $? -eq 143 ] || fail "the service did not end in order"
service=
[ -s "$cache" ] || fail "no cache was written"
for file in "$cache" "$checks"; do
	echo "$file: $(($(wc -c <"$file") / 1000000)) MB"
done
