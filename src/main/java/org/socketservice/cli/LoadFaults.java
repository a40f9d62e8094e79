package org.socketservice.cli;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong under load.
 *
 * @param wrongReplies replies with a wrong byte, out of order, or unasked for
 * @param errorReplies replies that begin with {@code ERROR }
 * @param closedConnections connections that ended before the load did
 * @param unanswered requests without a reply two seconds after the end
 * @param unsent messages of a fixed rate that could not be sent in time, because too many
 * requests were outstanding; not an error of the server, but the rate was not reached
 * @param firstProblem a description of the first fault, or {@code null}
 */
record LoadFaults(long wrongReplies, long errorReplies, long closedConnections, long unanswered, long unsent,
		@Nullable String firstProblem) {

	/** None at all. */
	static final LoadFaults NONE = new LoadFaults(0, 0, 0, 0, 0, null);

	/**
	 * All errors.
	 * @return their number, without messages that were not sent
	 */
	long errors() {
		return this.wrongReplies + this.errorReplies + this.closedConnections + this.unanswered;
	}

	/**
	 * Add those of another thread.
	 * @param other its faults
	 * @return the sum
	 */
	LoadFaults plus(LoadFaults other) {
		return new LoadFaults(this.wrongReplies + other.wrongReplies, this.errorReplies + other.errorReplies,
				this.closedConnections + other.closedConnections, this.unanswered + other.unanswered,
				this.unsent + other.unsent, (this.firstProblem != null) ? this.firstProblem : other.firstProblem);
	}

}
