package org.socketservice.connection;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.socketservice.connection.ConnectionRegistry.Page;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionRegistry}.
 */
class ConnectionRegistryTests {

	private final ConnectionRegistry registry = new ConnectionRegistry();

	@BeforeEach
	void addOutOfOrder() {
		this.registry.add(new FixedConnection("d", "tcp", 3));
		this.registry.add(new FixedConnection("b", "tcp", 1));
		this.registry.add(new FixedConnection("c", "admin", 2));
		this.registry.add(new FixedConnection("a", "tcp", 3));
	}

	@Test
	void shouldListOldestFirstWhenNoListenerIsGiven() {
		assertThat(this.registry.list(null)).extracting(ConnectionInfo::id).containsExactly("b", "c", "a", "d");
	}

	@Test
	void shouldListOnlyThoseOfTheListenerWhenOneIsGiven() {
		assertThat(this.registry.list("tcp")).extracting(ConnectionInfo::id).containsExactly("b", "a", "d");
	}

	@Test
	void shouldReturnThePageAndTheTotalWhenThereAreMore() {
		Page page = this.registry.page("tcp", 1, 1);
		assertThat(page.total()).isEqualTo(3);
		assertThat(page.connections()).extracting(ConnectionInfo::id).containsExactly("a");
	}

	@Test
	void shouldReturnAnEmptyPageWhenTheOffsetIsBehindTheEnd() {
		assertThat(this.registry.page(null, 4, 10)).isEqualTo(new Page(4, List.of()));
	}

	@Test
	void shouldKeepAnotherConnectionOfTheSameIdWhenOneIsRemoved() {
		this.registry.remove(new FixedConnection("a", "tcp", 3));
		assertThat(this.registry.size()).isEqualTo(4);
	}

	private static final class FixedConnection implements LiveConnection {

		private final ConnectionInfo info;

		FixedConnection(String id, String listener, long second) {
			Instant opened = Instant.ofEpochSecond(second);
			this.info = new ConnectionInfo(id, listener, "tcp", "", "", null, null, opened, opened, 0, 0, 0);
		}

		@Override
		public String id() {
			return this.info.id();
		}

		@Override
		public String listener() {
			return this.info.listener();
		}

		@Override
		public ConnectionInfo info() {
			return this.info;
		}

		@Override
		public void close(CloseReason reason) {
			throw new UnsupportedOperationException();
		}

	}

}
