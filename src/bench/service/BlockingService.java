package org.socketservice.bench;

import org.socketservice.service.MessageService;
import org.socketservice.service.UppercaseService;

/**
 * The default service, which keeps the promise of a service that may block: it is called
 * on virtual threads. Compiled by ../compare.py and given to the packaged service.
 */
public final class BlockingService implements MessageService {

	private final UppercaseService service = new UppercaseService();

	@Override
	public byte[] reply(byte[] request) {
		return this.service.reply(request);
	}

}
