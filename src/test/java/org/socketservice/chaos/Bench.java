package org.socketservice.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.jayway.jsonpath.JsonPath;

import org.socketservice.testing.Program;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Normal clients: the command {@code bench}, which checks every reply.
 *
 * @param messages answered rightly
 * @param p99Micros 99 of 100 were answered faster
 */
record Bench(long messages, double p99Micros) {

	private static final int CONNECTIONS = 64;

	/**
	 * The same several times, because what else the machine does can spoil one.
	 * @param runs how many times
	 * @param port where to
	 * @param rate messages per second
	 * @param seconds how long to measure each time
	 * @return the messages of all, and the median of their percentiles
	 */
	static Bench median(int runs, int port, int rate, int seconds) {
		List<Bench> all = IntStream.range(0, runs).mapToObj((run) -> run(port, rate, seconds)).toList();
		double[] p99s = all.stream().mapToDouble(Bench::p99Micros).sorted().toArray();
		return new Bench(all.stream().mapToLong(Bench::messages).sum(), p99s[runs / 2]);
	}

	/**
	 * Send at a steady rate over 64 connections. Fails if a reply is wrong or missing.
	 * @param port where to
	 * @param rate messages per second
	 * @param seconds how long to measure
	 * @return what was measured
	 */
	static Bench run(int port, int rate, int seconds) {
		List<String> command = new ArrayList<>(List.of(Program.java(),
				"@" + System.getProperty("socket-service.jvm-options", "src/main/jvm/jvm.options")));
		command.addAll(PackagedJar.arguments());
		command.addAll(List.of("bench", "--port", String.valueOf(port), "--connections", String.valueOf(CONNECTIONS),
				"--rate", String.valueOf(rate), "--duration", seconds + "s", "--json", "--quiet"));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
			String json = output.lines().filter((line) -> line.startsWith("{")).findFirst().orElse(output);
			assertThat(JsonPath.<Number>read(json, "$.errors").longValue()).as(json).isZero();
			return new Bench(JsonPath.<Number>read(json, "$.messages").longValue(),
					JsonPath.<Number>read(json, "$.latencyMicros.p99").doubleValue());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
