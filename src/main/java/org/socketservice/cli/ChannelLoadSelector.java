package org.socketservice.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Waits for channels of the Java platform. Every read and write of theirs goes through
 * its buffers.
 */
final class ChannelLoadSelector implements LoadSelector {

	private final Selector selector = Selector.open();

	private final ByteBuffer in = ByteBuffer.allocateDirect(LoadContext.BUFFER);

	private final ByteBuffer out;

	ChannelLoadSelector(int outgoing) throws IOException {
		this.out = ByteBuffer.allocateDirect(outgoing);
	}

	Selector selector() {
		return this.selector;
	}

	/** Where reads arrive. */
	ByteBuffer in() {
		return this.in;
	}

	/** Where writes leave from. */
	ByteBuffer out() {
		return this.out;
	}

	@Override
	public void add(LoadSocket socket, LoadPeer peer) throws IOException {
		((ChannelLoadSocket) socket).register(this, peer);
	}

	@Override
	public void select(long millis) throws IOException {
		if (millis > 0) {
			this.selector.select(ChannelLoadSelector::ready, millis);
		}
		else {
			this.selector.selectNow(ChannelLoadSelector::ready);
		}
	}

	private static void ready(SelectionKey key) {
		((LoadPeer) key.attachment()).ready(key.isReadable(), key.isWritable());
	}

	@Override
	public void close() throws IOException {
		this.selector.close();
	}

}
