package org.socketservice.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;

/**
 * One of Netty's ways to wait for the kernel, with another way to register.
 */
abstract class DelegatingIoHandler implements IoHandler {

	private final IoHandler netty;

	DelegatingIoHandler(IoHandler netty) {
		this.netty = netty;
	}

	@Override
	public abstract IoRegistration register(IoHandle handle) throws Exception;

	/**
	 * Register with Netty's handler.
	 * @param handle what it is to tell
	 * @return its registration
	 * @throws Exception what it throws
	 */
	final IoRegistration registerWithNetty(IoHandle handle) throws Exception {
		return this.netty.register(handle);
	}

	@Override
	public void initialize() {
		this.netty.initialize();
	}

	@Override
	public int run(IoHandlerContext context) {
		return this.netty.run(context);
	}

	@Override
	public void prepareToDestroy() {
		this.netty.prepareToDestroy();
	}

	@Override
	public void destroy() {
		this.netty.destroy();
	}

	@Override
	public void wakeup() {
		this.netty.wakeup();
	}

	@Override
	public boolean isCompatible(Class<? extends IoHandle> handleType) {
		return this.netty.isCompatible(handleType);
	}

}
