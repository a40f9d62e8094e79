package org.socketservice.service;

/**
 * The default service: answers in upper case.
 */
public final class UppercaseService implements MessageService {

	@Override
	public byte[] reply(byte[] request) {
		byte[] reply = request.clone();
		for (int i = 0; i < reply.length; i++) {
			if (reply[i] >= 'a' && reply[i] <= 'z') {
				reply[i] = (byte) (reply[i] - 32);
			}
		}
		return reply;
	}

	@Override
	public boolean mayBlock() {
		return false;
	}

}
