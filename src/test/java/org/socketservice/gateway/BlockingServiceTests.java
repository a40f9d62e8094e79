package org.socketservice.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Services that may block run on virtual threads: one call at a time for a connection,
 * any number of connections at a time.
 */
class BlockingServiceTests {

	@Test
	void shouldCallOnVirtualThreadsInTheOrderOfRequests() {
		Map<Character, List<String>> calls = new ConcurrentHashMap<>();
		AtomicInteger overlaps = new AtomicInteger();
		Map<Character, AtomicInteger> running = new ConcurrentHashMap<>();
		MessageService service = MessageService.text((text) -> {
			assertThat(Thread.currentThread().isVirtual()).isTrue();
			AtomicInteger mine = running.computeIfAbsent(text.charAt(0), (key) -> new AtomicInteger());
			if (mine.incrementAndGet() > 1) {
				overlaps.incrementAndGet();
			}
			calls.computeIfAbsent(text.charAt(0), (key) -> new CopyOnWriteArrayList<>()).add(text);
			LockSupport.parkNanos(1);
			mine.decrementAndGet();
			return text;
		});
		try (RunningService started = RunningService.with().bean(MessageService.class, service).start()) {
			List<RawClient> clients = new ArrayList<>();
			for (char name = 'a'; name < 'e'; name++) {
				clients.add(started.connect().send(lines(name)).finish());
			}
			char name = 'a';
			for (RawClient client : clients) {
				assertThat(client.readTextToEnd()).isEqualTo(lines(name));
				assertThat(String.join("\n", calls.get(name)) + "\n").isEqualTo(lines(name));
				name++;
				client.close();
			}
			assertThat(overlaps).hasValue(0);
		}
	}

	private static String lines(char name) {
		StringBuilder lines = new StringBuilder();
		for (int i = 0; i < 500; i++) {
			lines.append(name).append(i).append('\n');
		}
		return lines.toString();
	}

	@Test
	void shouldServeConnectionsAtTheSameTime() {
		int count = 50;
		CyclicBarrier barrier = new CyclicBarrier(count);
		try (RunningService service = RunningService.with().bean(MessageService.class, (request) -> {
			barrier.await(10, TimeUnit.SECONDS);
			return request;
		}).start()) {
			List<RawClient> clients = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				clients.add(service.connect().send("x\n"));
			}
			for (RawClient client : clients) {
				assertThat(client.readText(2)).isEqualTo("x\n");
				client.close();
			}
		}
	}

	@Test
	void shouldSendAReplyWhileTheNextRequestBlocks() {
		SynchronousQueue<String> permits = new SynchronousQueue<>();
		MessageService gate = MessageService.text((text) -> {
			try {
				return text.equals("slow") ? permits.take() : text;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		try (RunningService service = RunningService.with("reply-timeout=0").bean(MessageService.class, gate).start();
				RawClient client = service.connect()) {
			for (int i = 0; i < 50; i++) {
				client.send("fast\nslow\n");
				assertThat(client.readText(5)).isEqualTo("fast\n");
				RunningService.await().until(() -> permits.offer("done"));
				assertThat(client.readText(5)).isEqualTo("done\n");
			}
		}
	}

}
