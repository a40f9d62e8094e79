package org.socketservice.transport;

import java.time.Duration;

import org.socketservice.properties.CheckedProperties;
import org.socketservice.properties.PropertyChecks;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The threads that move all bytes of this program.
 *
 * @param io How to wait for the kernel. Auto takes epoll where its native library loads,
 * else nio.
 * @param threads Number of event loop threads; 0 means one per core.
 * @param blockedAfter An event loop that does not come round for this long is reported
 * with its stack, and health is DOWN; 0 turns that off.
 */
@ConfigurationProperties("socket.event-loops")
public record EventLoopsProperties(@DefaultValue("auto") Io io, @DefaultValue("0") int threads,
		@DefaultValue("2s") Duration blockedAfter) implements CheckedProperties {

	@Override
	public void check(PropertyChecks checks) {
		checks.notNegative("threads", this.threads);
		checks.notNegative("blocked-after", this.blockedAfter, "off");
	}

	/**
	 * Ways to wait for the kernel.
	 */
	public enum Io {

		/** The best that is safe and works here. */
		AUTO("auto"),

		/** See epoll(7); Linux with the native library. */
		EPOLL("epoll"),

		/**
		 * See io_uring(7); Linux 5.9 or newer with the native library, fast from 6.1 on.
		 * For peers that are trusted: all that a peer has sent is read when it ends its
		 * side, also where reading is paused. Unix sockets, datagrams and 0.0.0.0 are on
		 * epoll beside it.
		 */
		IO_URING("io_uring"),

		/** Java NIO; works everywhere, knows neither raw nor rdm nor abstract names. */
		NIO("nio");

		private final String text;

		Io(String text) {
			this.text = text;
		}

		/**
		 * The value as it is written in properties.
		 * @return lower case
		 */
		@Override
		public String toString() {
			return this.text;
		}

	}

}
